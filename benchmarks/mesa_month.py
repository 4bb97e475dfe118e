"""The speech and choice phases of a month as a model of Mesa 3, for the benchmark only.

Run by ``beside_mesa.py`` with the Python of an environment that has Mesa: it reads a state as JSON
from stdin and prints processor seconds and the state after some months. Written as the tutorials of
Mesa write models: people are agents with attributes, a phase is a method that an AgentSet calls.
Members come in two styles: esteem in a list of floats, and in a numpy array.
"""

import json
import math
import sys
import time

import mesa
import numpy as np

INNER, DEMOTED, ABROAD, DEAD = 0, 1, 4, 6
ACCESS = (1.0, 0.6, 0.25, 0.05, 0.03, 0.0, 0.0)
"""Share of what a contender says that is heard at home, by status."""


class Contender(mesa.Agent):
    """Someone who is heard and sided with."""

    def __init__(self, model, index, values):
        super().__init__(model)
        self.index = index
        self.__dict__.update(values)

    @property
    def posts(self):
        return [post for post in self.model.posts if post["holder"] == self.index]

    @property
    def leads(self):
        return self.index == self.model.regime["leader"]

    def is_known(self, body):
        return body.memory[self.index] > 0 and self.status != DEAD

    def reach(self, body):
        """How far this contender is heard in a body."""
        p, regime = self.model.p, self.model.regime
        if not self.contender or not self.is_known(body):
            return 0.0
        talk = p["oratory_reach"] * self.oratory * (1 + p["war_return"] * regime["war"])
        reach = talk * ACCESS[self.status]
        if body.abroad:
            reach = talk * self.voice_from_abroad() if self.status == ABROAD else reach / 2
        reach += sum(post["voice"][body.index] for post in self.posts)
        if self.leads and self.status == INNER:
            majority = regime["majority"]
            reach += p["cult"] * max(0.0, regime["leader_share"] - majority) / (1 - majority)
        return reach

    def voice_from_abroad(self):
        p = self.model.p
        voice = 0.4 + 0.6 * self.kin
        if self.host < 0:
            return voice * (1 - p["gag"])
        dependence = self.model.hosts[self.host]["dependence"]
        return voice * (1 - p["gag"] * dependence * self.model.regime["leader_share"])

    def weight_of(self, subject):
        """Signed weight of a subject in what this contender says."""
        p, regime = self.model.p, self.model.regime
        if subject is self:
            return p["self_praise"]
        voice = self.ambition if self.status == INNER else self.rigidity
        if DEMOTED <= self.status < ABROAD:
            voice *= 1 - regime["discipline"]
        attack = p["attack"] * voice if self.target == subject.index else 0.0
        if self.status == INNER and subject.denounced:
            attack = max(attack, p["attack"] / 2 * (1 + p["smear"] * regime["enemy"]))
        return -attack

    def standing(self, body):
        """The part of the utility of this side that is the same for all of a body."""
        p, regime = self.model.p, self.model.regime
        utility = p["choice_crowd"] * body.share[self.index]
        if body.abroad:
            if self.status == ABROAD:
                leash = p["leash"] * self.model.control_of(body)
                return utility - leash * max(0.0, 1 - regime["focal"])
            if self.status != INNER:
                utility -= 2 * p["demoted_penalty"]
            return utility
        if self.status == DEMOTED:
            utility -= p["demoted_penalty"]
        elif self.status > DEMOTED:
            utility -= 3 * p["demoted_penalty"]
        if not self.leads:
            utility -= p["fear"] * regime["terror"] * (1.0 if self.denounced else 0.5)
        return utility

    def bonus(self):
        """What a client gains by this side."""
        p = self.model.p
        purse = min(1.0, sum(post["purse"] for post in self.posts))
        return p["choice_patron"] * (1 + p["privileges"] * purse)


class Body:
    """An audience: what all its members hear and weigh this month."""

    def __init__(self, index, values):
        self.index = index
        self.__dict__.update(values)
        self.members = []

    def listen(self, model):
        """Collect what is said: for each subject the speakers, how strongly, and for or against."""
        self.known = [one.index for one in model.contenders if one.is_known(self)]
        reach = [one.reach(self) for one in model.contenders]
        self.voices = []
        for subject in model.contenders:
            said = []
            for speaker in model.contenders:
                weight = speaker.weight_of(subject) * reach[speaker.index]
                if weight:
                    step = 0.5 * model.p["persuasion"] * abs(weight)
                    said.append((speaker.index, step, math.copysign(1.0, weight)))
            self.voices.append(said)

    def compare(self, model):
        """Collect what each side offers to all."""
        self.standing = [one.standing(self) for one in model.contenders]
        self.bonus = [one.bonus() for one in model.contenders]
        self.lines = [one.line for one in model.contenders]

    def count(self):
        """Count the sides, and measure esteem, following and clients."""
        chances = np.mean([member.chances for member in self.members], axis=0)
        esteem = np.array([member.esteem for member in self.members])
        patrons = np.array([member.patron for member in self.members])
        for i in range(len(self.share)):
            is_known = i in self.known
            self.share[i] = float(chances[i]) if is_known else 0.0
            self.following[i] = float(np.maximum(esteem[:, i], 0).mean()) if is_known else 0.0
            self.clients[i] = float((patrons == i).mean()) if is_known else 0.0
            if is_known:
                self.mean[i] = float(esteem[:, i].mean())


class Member(mesa.Agent):
    """One of a body; esteem for the contenders is a list of floats."""

    def __init__(self, model, body, esteem, patron, leaning):
        super().__init__(model)
        self.body, self.patron, self.leaning = body, patron, leaning
        self.esteem = list(esteem)
        self.chances = [0.0] * len(esteem)

    def hear(self):
        body, old, noise = self.body, self.esteem, self.model.spread
        conformity, uniform = self.model.p["conformity"], self.random.uniform
        heard = old[:]
        for i in body.known:
            esteem = old[i]
            new = esteem + conformity * (body.mean[i] - esteem) + uniform(-noise, noise)
            for speaker, step, stance in body.voices[i]:
                new += step * (1 + old[speaker]) * (stance - esteem)
            heard[i] = max(-1.0, min(1.0, new))
        self.heard = heard

    def draws_for(self):
        """Return the contenders for whom a number is drawn, in this order."""
        return [one.index for one in self.model.contenders if one.is_known(self.body)]

    def settle(self):
        self.esteem = self.heard

    def choose(self):
        body, p = self.body, self.model.p
        weights = [0.0] * len(self.esteem)
        for i in body.known:
            memory = body.memory[i]
            utility = (
                body.standing[i]
                + p["choice_esteem"] * memory * self.esteem[i]
                - p["choice_line"] * (self.leaning - body.lines[i]) ** 2
            )
            if self.patron == i:
                utility += body.bonus[i]
            weights[i] = memory * math.exp(max(-80.0, min(80.0, utility)))
        total = self.model.outside + sum(weights)
        self.chances = [weight / total for weight in weights]


class ArrayBody(Body):
    """A body whose numbers are numpy arrays."""

    def listen(self, model):
        super().listen(model)
        n = len(model.contenders)
        self.steps, self.signed = np.zeros((n, n)), np.zeros((n, n))
        for subject, said in enumerate(self.voices):
            for speaker, step, stance in said:
                self.steps[speaker, subject] = step
                self.signed[speaker, subject] = step * stance
        self.means = np.array(self.mean)
        self.is_known = np.isin(np.arange(n), self.known)

    def compare(self, model):
        super().compare(model)
        self.standing, self.lines = np.array(self.standing), np.array(self.lines)
        self.memories = np.where(self.is_known, self.memory, 0.0)
        self.weight = model.p["choice_esteem"] * self.memories


class ArrayMember(Member):
    """One of a body; esteem for the contenders is a numpy array."""

    def __init__(self, model, body, esteem, patron, leaning):
        super().__init__(model, body, esteem, patron, leaning)
        self.esteem = np.array(esteem)

    def hear(self):
        body, old, noise = self.body, self.esteem, self.model.spread
        trust = 1 + old
        new = old + self.model.p["conformity"] * (body.means - old)
        new += self.rng.uniform(-noise, noise, old.size)
        new += trust @ body.signed - old * (trust @ body.steps)
        self.heard = np.where(body.is_known, np.clip(new, -1.0, 1.0), old)

    def draws_for(self):
        return range(self.esteem.size)

    def choose(self):
        body = self.body
        utility = body.standing + body.weight * self.esteem
        utility -= self.model.p["choice_line"] * (self.leaning - body.lines) ** 2
        if self.patron >= 0:
            utility[self.patron] += body.bonus[self.patron]
        weights = body.memories * np.exp(np.clip(utility, -80.0, 80.0))
        self.chances = weights / (self.model.outside + weights.sum())


STYLES = {"lists": (Body, Member), "arrays": (ArrayBody, ArrayMember)}


class Month(mesa.Model):
    """The circle, its bodies and their members."""

    def __init__(self, state, style="lists"):
        super().__init__()
        a_body, a_member = STYLES[style]
        self.p, self.regime = state["p"], state["regime"]
        self.posts, self.hosts = state["posts"], state["hosts"]
        self.spread = self.p["opinion_noise"] * math.sqrt(3)
        self.outside = math.exp(self.p["outside"])
        self.contenders = [Contender(self, i, one) for i, one in enumerate(state["contenders"])]
        self.bodies = [a_body(a, values) for a, values in enumerate(state["bodies"])]
        for values in state["members"]:
            body = self.bodies[values["body"]]
            body.members.append(
                a_member(self, body, values["esteem"], values["patron"], values["leaning"])
            )
        self.members = self.agents_by_type[a_member]

    def control_of(self, body):
        """The share of a foreign body's posts that the leader fills."""
        leader = self.regime["leader"]
        filled = (post["fills"][body.index] for post in self.posts if post["holder"] == leader)
        return min(1.0, sum(filled)) if leader >= 0 else 0.0

    def step(self):
        for body in self.bodies:
            body.listen(self)
        self.members.do("hear")
        self.members.do("settle")
        for body in self.bodies:
            body.compare(self)
        self.members.do("choose")
        for body in self.bodies:
            body.count()


class Told:
    """Chance that is told beforehand, in the order in which members and contenders draw."""

    def __init__(self, numbers):
        self.numbers = iter(numbers)

    def uniform(self, *given):
        _low, _high, *sizes = given
        return (
            np.array([next(self.numbers) for _ in range(sizes[0])]) if sizes else next(self.numbers)
        )


def after(state, months, style, noise=None):
    """Return processor seconds of some months, and the state after them.

    `noise` is a number for each month, member and contender; the members draw their own without.
    """
    model = Month(state, style)
    if noise is not None:
        told = Told(
            row[i]
            for month in noise
            for member, row in zip(model.members, month, strict=True)
            for i in member.draws_for()
        )
        model.random = model.rng = told
    began = time.process_time()
    for _ in range(months):
        model.step()
    spent = time.process_time() - began
    counted = ("share", "mean", "following", "clients")
    return {
        "seconds": spent,
        "esteem": [[float(x) for x in member.esteem] for member in model.members],
        **{name: [getattr(body, name) for body in model.bodies] for name in counted},
    }


if __name__ == "__main__":
    print(json.dumps(after(**json.load(sys.stdin)) | {"mesa": mesa.__version__}))
