"""What a share means and what it does not, limits, ethics, licences: the same on every page."""

__all__ = ["ABOUT"]

ABOUT = """
# What a share here means, and what it does not

“In 56 of 100 runs” is a count. It says how often something follows from this case, as coded, under
this model. It is not the probability that history would have gone that way.

Three kinds of uncertainty are kept apart. Sampling error: how far the number of runs leaves a share
open; it stands under the answer and shrinks with more runs. Spread: how much the runs differ; bands
and dots show it. Assumptions: what the coder and the model take for granted; Why and What if show
how much depends on it.

To fall means to be removed from the inner circle. The model never reads what happened after the
start; the documented course is drawn in ink, for comparison only.

# Limits

SCORES

All scores, by struggle and rule, are in docs/validity.md of the source. Read it before you rely on
a number.

A circle of up to 64 actors, time in months, one country. Ideas are one line from left to right;
economies and wars enter only as shocks. Whoever is not in the tables does not act.

# Ethics

These runs count the deaths of real persons. They explain how killing became likely; they excuse
no one. Judge a case by its sources first.

If you code living politicians, the result is a forecast about persons. State what is assumed, give
the ranges, and do not publish a share without them.

# Citation and licences

Program: MIT licence. Cases carry their own licence; the duel has CC BY 4.0. Charts are drawn by
Vega (BSD 3-Clause); type is Source Sans 3 and Source Serif 4 (SIL Open Font License). Their
licences lie beside them in the package.

BibTeX of the program and of a case with its sources: whowhom cite CASE. Of a model's paper:
whowhom cite --model NAME.
"""
"""Headings begin with a hash; paragraphs are separated by blank lines."""
