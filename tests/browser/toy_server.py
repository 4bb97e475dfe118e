"""The workbench with a model that rolls dice: ``toy_server.py CASE RESULTS PORT``."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "unit" / "ensemble")]


def tell(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main():
    import toy_work

    import whowhom.web.asking
    import whowhom.web.odds
    import whowhom.web.pages.answer
    import whowhom.web.quick
    from whowhom.web.server import serve
    from whowhom.web.team import Team

    whowhom.web.asking.run_into = toy_work.run_into
    whowhom.web.asking.run_pairs = toy_work.run_pairs
    whowhom.web.asking.find_odds = toy_work.find_odds
    whowhom.web.odds.shipped_odds = toy_work.shipped_odds
    whowhom.web.quick.answer_requests = toy_work.answer_requests
    whowhom.web.pages.answer.record_problems = toy_work.record_problems
    case, results, port = sys.argv[1:]
    password = os.environ.get("TOY_PASSWORD")
    serve(
        case,
        port=int(port),
        browser=False,
        folder=Path(results),
        say=tell,
        team=Team(password) if password else None,
    )


if __name__ == "__main__":
    main()
