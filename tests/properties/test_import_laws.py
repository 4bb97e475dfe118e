"""Laws of importing: a mended cell reads, nothing crashes, and a tidy table stays as it is."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from whowhom.cases.import_rows import make_tables
from whowhom.cases.import_settings import case_pairs
from whowhom.cases.mending import Mend, Unclear, mend_cell
from whowhom.cases.repairs import Ledger, chosen
from whowhom.cases.schema import TABLES
from whowhom.cases.sheet_tables import lay_out
from whowhom.cases.values import parse_number
from whowhom.cases.xlsx import Sheet
from whowhom.errors import InvalidInput

VALUES = [
    column
    for table in TABLES.values()
    for column in table.columns
    if column.kind in {"number", "integer", "date", "flag", "choice", "words", "text", "name"}
]
TYPED = ["60%", "0,8", "1-2", "1 \N{EN DASH} 2", "n/a", "x", "2026-02-01", "5 March 1953", "3-1"]
TYPED += [
    "1,5..2",
    "40-60 %",
    "1.000",
    "5.3.1953",
    "25.3.1953",
    "\u200bAnn",
    "a\nb",
    "=1",
    "#",
    "ja",
]
WORDS = st.sampled_from(TYPED)
MESSY = st.one_of(
    WORDS, st.text(max_size=12), st.from_regex(r"[0-9]{1,3}[.,]?[0-9]{0,2}( ?[-%] ?[0-9]*)?%?")
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(VALUES), MESSY.filter(str.strip))
@example(TABLES["actors"].column("aliases"), ";\ud7fc")
@example(TABLES["actors"].column("oratory"), "3-1")
def test_a_mended_cell_reads_and_a_choice_settles_a_question(column, text):
    done = mend_cell(text.strip(), column)
    if isinstance(done, Mend) and done.becomes:
        assert mend_cell(done.becomes, column) == done.becomes
    if isinstance(done, Unclear):
        for choice in done.choices:
            settled = done.settle(choice)
            assert not settled or mend_cell(settled, column) == settled


@given(st.integers(0, 300), st.integers(0, 300))
def test_percentages_and_commas_are_the_same_number(low, high):
    """Written in three ways, a range is one range."""
    column = TABLES["actors"].column("oratory")
    low, high = sorted((low % 101, high % 101))
    expected = parse_number(f"{low / 100}..{high / 100}", column)
    for text in (f"{low}-{high}%", f"{low / 100:.2f}-{high / 100:.2f}".replace(".", ",")):
        done = mend_cell(text, column)
        assert isinstance(done, Mend)
        read = parse_number(done.becomes, column)
        assert abs(read.low - expected.low) < 1e-12
        assert abs(read.high - expected.high) < 1e-12


HEADERS = ["id", "name", "Army", "Security", "Formal office", "born", "source", "Comments", "from"]
HEADERS += ["to", "kind", "post", "actor", "title", "start", "end", "", "line"]
ROWS = st.lists(
    st.lists(st.one_of(st.sampled_from(HEADERS), MESSY, st.just("")), max_size=8), max_size=9
)
TITLES = st.sampled_from(["actors", "The actors", "case", "ties", "Politburo", "Aktors", "Notes"])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(TITLES, ROWS, max_size=3), st.randoms())
def test_whatever_is_on_the_sheets_ends_in_tables_or_questions(sheets, random):
    found = tuple(
        Sheet(
            file=f"b.xlsx[{title}]",
            title=title,
            rows=[(at + random.randrange(2), row) for at, row in enumerate(rows, 1) if any(row)],
            merged=[(1, 1, 2, 1)],
        )
        for title, rows in sheets.items()
    )
    answers: dict[str, str] = {}
    for _ in range(4):
        ledger = Ledger(answers=answers)
        laid = lay_out(found, ledger)
        _, names, problems = make_tables(laid.blocks, ledger)
        try:
            case_pairs(laid, names, "book", ledger, problems)
        except InvalidInput:
            return
        for question in ledger.open:
            assert question.expected
            answer = question.choices[0] if question.choices else "2026-01-01"
            assert chosen(question, answer) == answer
            answers[question.id] = answer


@given(st.integers(1, 6), st.integers(0, 3))
def test_a_tidy_table_is_left_as_it_is(count, level):
    rows = [["id", "name", "army", "line"]]
    rows += [[f"a{n}", f"Actor {n}", str(level), "-0.5"] for n in range(count)]
    sheet = Sheet(file="b", title="actors", rows=list(enumerate(rows, start=1)))
    ledger = Ledger()
    made, _, problems = make_tables(lay_out([sheet], ledger).blocks, ledger)
    assert (ledger.repairs, ledger.questions, ledger.notes, problems) == ({}, {}, [], [])
    assert [[row.cells[c] for c in rows[0]] for row in made["actors"].rows] == rows[1:]
