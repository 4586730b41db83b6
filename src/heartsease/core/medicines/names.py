"""Finds ingredients in what people and prescriptions call medicines.

Only whole names are matched, never similar ones: a near miss between two medicines is
worse than an open question.
A skin, eye, ear or nose preparation is matched only where knowledge lists it as such,
because it does not act like the same medicine by mouth.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from heartsease.core.medicines.definition import (
    Combination,
    Medicine,
    MedicineClass,
)
from heartsease.core.values.code import Code

# How often something may come again is bounded: whoever sends a long row of numbers
# must not keep everybody waiting.
_NUMBER = r"\d{1,15}(?:[.,]\d{1,15}){0,5}"
_STRENGTH = re.compile(
    rf"(?<![\w-]){_NUMBER}\s*"
    r"(?:mg|mcg|ug|microgram(?:me)?s?|milligram(?:me)?s?|g|gram(?:me)?s?|ml|l|iu|"
    r"unt|units?|meq|mmol|%|actuat(?:ions?)?|h|hr|hrs|hours?|days?|d)"
    rf"(?:\s*/\s*(?:{_NUMBER}\s*)?"
    r"(?:mg|mcg|g|ml|l|h|hr|hours?|day|d|actuat(?:ion)?|tablet|dose)){0,9}"
    r"(?![\w-])",
)
_BRACKETED = re.compile(r"[\[({]([^\[\](){}]*)[\])}]")
_STRAY_MARKS = re.compile(r"[\[\](){}®™*]")
_BETWEEN_PARTS = re.compile(r"\s*(?:;|/|\+|&|,|\band\b|\bwith\b|\bplus\b)\s*")
_NOT_A_WORD = re.compile(r"[^\w\s-]")
_DASH_BETWEEN_WORDS = re.compile(r"(?<=\w)-(?=\w)")

# Salts and esters do not change which medicine it is.
_SALT_WORDS = """
hydrochloride hcl hydrobromide hbr sodium potassium calcium carbonate citrate
maleate mesylate mesilate besylate besilate succinate tartrate bitartrate fumarate
hemifumarate sulfate sulphate phosphate acetate oxalate malate dimesylate lactate
gluconate nitrate bromide chloride hydrate monohydrate dihydrate trihydrate
hemihydrate anhydrous magnesium tromethamine pamoate embonate decanoate disoproxil
alafenamide medoxomil cilexetil etexilate mofetil axetil valerate propionate
disodium hyclate erbumine arginine
"""
_SALTS = frozenset(_SALT_WORDS.split())

# How a medicine by mouth, patch or needle is put up; nothing here means skin or eye.
_FORM_WORDS = """
tablet tablets tab tabs capsule capsules cap caps oral orally solution suspension
liquid syrup drops injection injectable prefilled syringe pen patch patches
transdermal system film coated filmtabletten extended release delayed modified
prolonged slow sustained immediate controlled er xr sr cr la ir xl mr dr ec ret
retard odt chewable disintegrating dispersible gastro resistant effervescent
sublingual lozenge powder softgel softgels gummy gummies daily dose strength product
pill generic mouth by per once twice kit pack po qd bid tid prn hs morning night
evening
"""
_FORMS = frozenset(_FORM_WORDS.split())


# Put on a place, not into the body: another thing than the medicine by mouth.
_PLACE_WORDS = """
topical topically ophthalmic otic nasal eye ear nose skin cream ointment gel lotion
spray foam shampoo inhaled inhaler inhalation hfa vaginal rectal suppository enema
dental
"""
_PLACES = frozenset(_PLACE_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text names: `ingredients` we know, and the parts we cannot place."""

    ingredients: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()


class Formulary:
    """Every medicine and class of the knowledge, ready to be asked by name or code."""

    __slots__ = (
        "_by_code",
        "_by_name",
        "_implied",
        "classes",
        "longest_washout_days",
        "medicines",
    )

    medicines: Mapping[str, Medicine]
    classes: Mapping[str, MedicineClass]
    longest_washout_days: int  # of all medicines here; 0 when none has to wash out

    def __init__(
        self,
        medicines: Iterable[Medicine],
        classes: Iterable[MedicineClass],
        combinations: Iterable[Combination] = (),
    ) -> None:
        """Raises `ValueError` for two medicines of one name, or an unknown class."""
        self.medicines = MappingProxyType({one.id: one for one in medicines})
        self.classes = MappingProxyType({one.id: one for one in classes})
        self._by_name = _name_table(self.medicines.values(), combinations)
        self._by_code = _code_table(self.medicines.values())
        self._implied = {id_: self._all_classes(id_) for id_ in self.medicines}
        self.longest_washout_days = max(
            map(self.washout_days, self.medicines), default=0
        )

    def resolve(self, text: str, codes: Iterable[Code] = ()) -> tuple[str, ...]:
        """Ingredient ids named by a text or its codes; () when none is known."""
        return self.read(text, codes).ingredients

    def read(self, text: str, codes: Iterable[Code] = ()) -> Reading:
        """Like `resolve`, and says which parts of the text could not be placed.

        A text and a code that name different medicines are left open.
        """
        coded = tuple(
            dict.fromkeys(
                self._by_code[code.system, code.code]
                for code in codes
                if (code.system, code.code) in self._by_code
            )
        )
        read = self._read_text(text)
        if not read.ingredients and coded:
            return Reading(ingredients=coded)
        if coded and not set(coded) & set(read.ingredients):
            return Reading(unplaced=(plain_name(text),))
        return read

    def classes_of(self, ingredient: str) -> frozenset[str]:
        """All classes of an ingredient, the implied ones too; empty when unknown."""
        return self._implied.get(ingredient, frozenset())

    def members(self, class_id: str) -> frozenset[str]:
        """All ingredients of a class, or the ingredient itself when it is one."""
        found = {id_ for id_, names in self._implied.items() if class_id in names}
        return frozenset(found | ({class_id} & self.medicines.keys()))

    def washout_days(self, ingredient: str) -> int:
        """Days after the last dose in which it still counts as taken; 0 when none."""
        medicine = self.medicines.get(ingredient)
        own = [medicine.washout] if medicine else []
        shared = [self.classes[name].washout for name in self.classes_of(ingredient)]
        return max((w.days for w in (*own, *shared) if w is not None), default=0)

    def _all_classes(self, ingredient: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(self.medicines[ingredient].classes)
        while waiting:
            name = waiting.pop()
            if name not in self.classes:
                raise ValueError(f"{ingredient}: {name} is not a medicine class")
            if name not in found:
                found.add(name)
                waiting.extend(self.classes[name].implies)
        return frozenset(found)

    def _read_text(self, text: str) -> Reading:
        plain = plain_name(text)
        if whole := self._named(plain):
            return Reading(ingredients=whole)
        outside = self._read_parts(_BRACKETED.sub(" ", plain))
        inside = self._read_parts(" ; ".join(_BRACKETED.findall(plain)))
        if not inside.ingredients:  # "(for sleep)", "(65 mg iron)"
            return outside
        if not outside.ingredients:  # "Percocet 5 (oxycodone; acetaminophen)"
            return inside
        if not set(inside.ingredients) & set(outside.ingredients):
            return Reading(unplaced=(plain,))  # two different medicines: ask
        return outside

    def _read_parts(self, plain: str) -> Reading:
        stripped = " ".join(_STRENGTH.sub(" ", plain).split()).strip(" -/;,+")
        if whole := self._named(stripped):
            return Reading(ingredients=whole)
        ingredients: list[str] = []
        unplaced: list[str] = []
        parts = _BETWEEN_PARTS.split(stripped)
        places = [word for word in _tokens(stripped) if word in _PLACES]
        for part in parts:
            words = _tokens(part)
            if words and places:  # "timolol; dorzolamide ophthalmic" is all for the eye
                words = [word for word in words if word not in _PLACES] + places
            if all(word in _FORMS or word.isdigit() for word in words):
                continue
            if found := self._named(" ".join(words)):
                ingredients.extend(found)
            else:
                unplaced.append(" ".join(words))
        return Reading(
            ingredients=tuple(dict.fromkeys(ingredients)), unplaced=tuple(unplaced)
        )

    def _named(self, words: str) -> tuple[str, ...]:
        """The ingredients of one name, after leaving out forms, then salts."""
        tokens = _tokens(words)
        without_forms = [token for token in tokens if token not in _FORMS]
        without_end = _without_last_numbers(without_forms)
        # The first word stays: "calcium / vitamin D" is not "vitamin D".
        without_salts = without_end[:1] + [
            token for token in without_end[1:] if token not in _SALTS
        ]
        for tried in (tokens, without_forms, without_end, without_salts):
            if found := self._by_name.get(" ".join(tried)):
                return found
        return ()


def plain_name(text: str) -> str:
    """Lower case, without accents or doubled spaces."""
    decomposed = unicodedata.normalize("NFKD", text.replace("µ", "u"))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(letters.lower().split())


def _tokens(words: str) -> list[str]:
    no_marks = _STRAY_MARKS.sub(" ", words.replace("'", "").replace("’", ""))
    cleaned = _NOT_A_WORD.sub(" ", no_marks)
    return _DASH_BETWEEN_WORDS.sub(" ", cleaned).split()


def _without_last_numbers(tokens: list[str]) -> list[str]:
    """Only numbers at the end are amounts: "5 ASA" is not "ASA"."""
    kept = list(tokens)
    while kept and kept[-1].isdigit():
        kept.pop()
    return kept


def _name_key(name: str) -> str:
    return " ".join(_tokens(plain_name(name)))


def _name_table(
    medicines: Iterable[Medicine], combinations: Iterable[Combination]
) -> Mapping[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for medicine in medicines:
        own = (medicine.id.replace("_", " "), medicine.name, *medicine.other_names)
        for name in own:
            _enter(table, _name_key(name), (medicine.id,))
    for combination in combinations:
        for name in combination.names:
            _enter(table, _name_key(name), combination.ingredients)
    return MappingProxyType(table)


def _enter(
    table: dict[str, tuple[str, ...]], key: str, ingredients: tuple[str, ...]
) -> None:
    if table.setdefault(key, ingredients) != ingredients:
        raise ValueError(f"{key} names both {table[key]} and {ingredients}")


def _code_table(medicines: Iterable[Medicine]) -> Mapping[tuple[str, str], str]:
    table: dict[tuple[str, str], str] = {}
    for medicine in medicines:
        for entry in medicine.codes:
            key = (entry.code.system, entry.code.code)
            if table.setdefault(key, medicine.id) != medicine.id:
                raise ValueError(f"{key[1]} names both {table[key]} and {medicine.id}")
    return MappingProxyType(table)
