"""The mechanisms of a month, one per file; ``whowhom.sim.schedule`` lists them in order."""
