"""The data behind the outside view: which files, which versions, and how they are read.

Rows of these files are not part of the project; only coefficients, counts and citations are.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyreadr

__all__ = ["SOURCES", "Source", "Tables", "read_table", "read_tables"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file that is read, the folder that it lies in, its hash and whom to cite."""

    file: str
    folder: str
    sha256: str
    citation: str


_HDW = (
    "Geddes, Wright and Frantz 2018, How Dictatorships Work, Cambridge University Press, "
    "https://doi.org/10.1017/9781316336182"
)
_GWF = (
    "Geddes, Wright and Frantz 2014, Autocratic Breakdown and Regime Transitions, Perspectives on "
    "Politics 12(2), https://doi.org/10.1017/S1537592714000851, in the extended version of "
    "Marquez 2016, Non-Democratic Politics"
)
_ARCHIGOS = (
    "Goemans, Gleditsch and Chiozza 2009, Introducing Archigos, Journal of Peace Research 46(2), "
    "https://doi.org/10.1177/0022343308100719"
)
_COUPS = (
    "Powell and Thyne 2011, Global Instances of Coups from 1950 to 2010, Journal of Peace "
    "Research 48(2), https://doi.org/10.1177/0022343310397436"
)
_REIGN = "Bell 2016, The Rulers, Elections, and Irregular Governance dataset (REIGN)"
_BEGER = (
    "Beger and Ward, published coup forecasts 2011-2020 (forecaster2), github.com/andybega, CC BY"
)
_WDI = "World Bank, World Development Indicators, SP.DYN.IMRT.IN, as prepared by Beger"

SOURCES = {
    "regimes": Source(
        "how_dictatorships_work.dta",
        "DATA",
        "aed30670c4ed7c364fcce87e73d29f12f3f8121d42bc5006ad7879513b591d7d",
        _HDW,
    ),
    "types": Source(
        "gwf_extended_yearly.rda",
        "DATA",
        "244a7fed55599682538db18b932b770b5934d5d8531cea236e666fb8bec6db1c",
        _GWF,
    ),
    "mortality": Source(
        "infant_mortality.csv",
        "DATA",
        "0c34f25f5c733af7148e4711bff36ee808d7f2357574924bc23355b8f9fe7630",
        _WDI,
    ),
    "country_years": Source(
        "reign_country_years.csv",
        "DATA",
        "6c9078ce53f418e022fcf56326d2008fbae471f1383ce9b74b8ceb7ae2e7f99e",
        _REIGN,
    ),
    "forecasts": Source(
        "beger_coup_forecasts_2011_2020.csv",
        "DATA",
        "37d71f4389eef0f7189e1ae60c7feb527979353e887523dc8272f0079ab354de",
        _BEGER,
    ),
    "leaders": Source(
        "archigos_4.1_leaders.csv",
        "REFERENCE",
        "69f2fa9f3cb60423df44bb4ea8221eff685da1719a95cd8451582ee56a53e682",
        _ARCHIGOS,
    ),
    "coups": Source(
        "powell_thyne_coups_1950_2015.csv",
        "REFERENCE",
        "54080f6415725a1cc1da774704a1048576cc4ddab32ebc3ed60987dc8e8c28f8",
        _COUPS,
    ),
}
"""Every input by the name of its table in :class:`Tables`."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The inputs as they are read: one data frame for each file."""

    regimes: pd.DataFrame
    types: pd.DataFrame
    mortality: pd.DataFrame
    country_years: pd.DataFrame
    forecasts: pd.DataFrame
    leaders: pd.DataFrame
    coups: pd.DataFrame


def read_tables(data: Path, reference: Path) -> Tables:
    """Read the inputs from two folders; refuse all that are missing or of another version."""
    paths = {
        name: (data if source.folder == "DATA" else reference) / source.file
        for name, source in SOURCES.items()
    }
    problems = [
        problem for name in paths if (problem := _problem(paths[name], SOURCES[name])) is not None
    ]
    if problems:
        raise SystemExit("\n".join(problems))
    return Tables(**{name: _read(path) for name, path in paths.items()})


def _problem(path: Path, source: Source) -> str | None:
    if not path.is_file():
        return f"{path}: not found; {source.folder} must hold {source.file} ({source.citation})"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        return f"{path}: another version (sha256 {found}), expected {source.sha256}"
    return None


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".dta":
        return pd.read_stata(path, convert_categoricals=False)
    if path.suffix == ".rda":
        (table,) = pyreadr.read_r(path).values()
        return pd.DataFrame(table)
    return pd.read_csv(path)


def read_table(source: Source, folder: Path) -> pd.DataFrame:
    """Read one input that is not among those of :func:`read_tables`."""
    problem = _problem(folder / source.file, source)
    if problem is not None:
        raise SystemExit(problem)
    return _read(folder / source.file)
