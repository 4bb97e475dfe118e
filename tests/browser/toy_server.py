"""The workbench with a model that rolls dice: ``toy_server.py CASE RESULTS PORT``."""

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
    from whowhom.web.server import serve

    whowhom.web.asking.run_into = toy_work.run_into
    whowhom.web.asking.run_pairs = toy_work.run_pairs
    case, results, port = sys.argv[1:]
    serve(case, port=int(port), browser=False, folder=Path(results), say=tell)


if __name__ == "__main__":
    main()
