"""Works out what one portion of each food tag holds, from a public food table.

`python scripts/food_table.py CIQUAL.csv DII.csv` writes knowledge/food/nutrients.toml and
knowledge/food/parameters.toml: CIQUAL.csv is the French food table as a comma-separated
file, DII.csv the parameters of the Dietary Inflammatory Index (nutrient, weight,
global_mean, global_sd).
"""

import argparse
import csv
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOOD = ROOT / "src" / "heartsease" / "knowledge" / "food"
PER = 100.0  # grams that the food table speaks of
RE_OF_BETA_CAROTENE = (
    6.0  # ug of beta-carotene for one retinol equivalent (FAO/WHO 1967)
)

# Parameter of the index: unit, and the columns of the table that add up to it.
COLUMNS = {
    "Vitamin B12": ("ug", ["Vitamin B-12 (ug)"]),
    "Vitamin B6": ("mg", ["Vitamin B-6 (mg)"]),
    "Beta-carotene": ("ug", ["Beta-carotene (ug)"]),
    "Carbohydrate": ("g", ["Carbohydrate, by difference (g)"]),
    "Cholesterol": ("mg", ["Cholesterol (mg)"]),
    "Total fat": ("g", ["Fat (g)"]),
    "Fiber": ("g", ["Fiber, total dietary (g)"]),
    "Folic acid": ("ug", ["Folate, DFE (ug)"]),
    "Iron": ("mg", ["Iron, Fe (mg)"]),
    "Magnesium": ("mg", ["Magnesium, Mg (mg)"]),
    "MUFA": ("g", ["Fatty acids, total monounsaturated (g)"]),
    "Niacin": ("mg", ["Niacin (mg)"]),
    "n-3 fatty acid": (
        "g",
        [
            "FA18:3c9, c12, c15 (n-3) (g)",
            "FA22:64c, 7c, 10c, 13c, 16c, 19c (n-3)DHA (g)",
            "FA20:55c, 8c, 11c, 14c, 17c (n-3)EPA (g)",
        ],
    ),
    "n-6 fatty acid": (
        "g",
        ["FA18:29c, 12c (n-6) (g)", "FA20:45c, 8c, 11c, 14c (n-6) (g)"],
    ),
    "Protein": ("g", ["Protein (g)"]),
    "PUFA": ("g", ["Fatty acids, total polyunsaturated (g)"]),
    "Riboflavin": ("mg", ["Riboflavin (mg)"]),
    "Saturated fat": ("g", ["Fatty acids, total saturated (g)"]),
    "Selenium": ("ug", ["Selenium (ug)"]),
    "Thiamin": ("mg", ["Thiamin (mg)"]),
    "Vitamin A": ("ug", ["Retinol (ug)"]),  # and beta-carotene, below
    "Vitamin C": ("mg", ["Vitamin C, total ascorbic acid (mg)"]),
    "Vitamin D": ("ug", ["Vitamin D (D2 + D3) (ug)"]),
    "Vitamin E": ("mg", ["Vitamin E (alpha-tocopherol) (mg)"]),
    "Zinc": ("mg", ["Zinc, Zn (mg)"]),
}
# Not scored: it says how much of the average day a portion takes the place of.
ENERGY = "Energy"
# kcal in a gram, Regulation (EU) 1169/2011, annex XIV; the table's own energy has gaps.
KCAL_PER_GRAM = {"Protein": 4.0, "Carbohydrate": 4.0, "Total fat": 9.0, "Fiber": 2.0}
# Eaten as such: grams of the food itself.
AS_SUCH = {"Onion": "g", "Garlic": "g"}


def amounts(table, foods):
    """Mean nutrients of the foods' portions; a blank cell leaves its food out."""
    found = {}
    for name, (_, columns) in COLUMNS.items():
        values = [
            value
            for food in foods
            if (value := _in_portion(table, food, name, columns)) is not None
        ]
        if values:
            found[name] = round(sum(values) / len(values), 4)
    if foods:
        energy = sum(found[name] * kcal for name, kcal in KCAL_PER_GRAM.items())
        found[ENERGY] = round(energy, 4)
    for name in AS_SUCH:
        grams = [f["grams"] if f["name"].startswith(name) else 0.0 for f in foods]
        if foods:  # no onion in it is a known nothing
            found[name] = round(sum(grams) / len(grams), 4)
    return found


def _in_portion(table, food, name, columns):
    row = table[food["table_id"]]
    cells = [row[column] for column in columns]
    if any(cell in ("", "NA") for cell in cells):
        return None
    per_100 = sum(map(float, cells))
    if name == "Vitamin A":
        beta = row["Beta-carotene (ug)"]
        if beta in ("", "NA"):
            return None
        per_100 += float(beta) / RE_OF_BETA_CAROTENE
    return per_100 * food["grams"] / PER


def table_of(file):
    """Rows of the food table by their id."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["food_id"].strip(): row for row in csv.DictReader(lines)}


def written(table, parameters):
    """Both files as text: nutrients by tag, and the parameters that a tag can carry."""
    tags = tomllib.loads((FOOD / "tags.toml").read_text(encoding="utf-8"))["tags"]
    head = "# Written by scripts/food_table.py; do not change by hand.\n"
    nutrients = [head]
    for tag in tags:
        found = amounts(table, tag.get("foods", []))
        nutrients.append(f"\n[{tag['id']}]\n")
        nutrients += [f'"{name}" = {value}\n' for name, value in found.items()]
    (energy,) = [row for row in parameters if row["nutrient"] == ENERGY]
    lines = [head, f"energy_mean = {float(energy['global_mean'])}\n"]
    for row in parameters:
        name = row["nutrient"]
        unit = COLUMNS[name][0] if name in COLUMNS else AS_SUCH.get(name)
        if unit is None:
            continue
        lines.append(
            f'\n[[parameters]]\nid = "{name}"\nweight = {float(row["weight"])}\n'
            f"mean = {float(row['global_mean'])}\n"
            f'deviation = {float(row["global_sd"])}\nunit = "{unit}"\n'
        )
    left_out = [
        row["nutrient"]
        for row in parameters
        if row["nutrient"] not in COLUMNS and row["nutrient"] not in AS_SUCH
    ]
    lines.insert(1, f"\nleft_out = {left_out}\n".replace("'", '"'))
    return "".join(nutrients), "".join(lines)


def main(arguments=None):
    """Writes both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("parameters", type=Path)
    options = parser.parse_args(arguments)
    with options.parameters.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    nutrients, parameters = written(table_of(options.table), rows)
    (FOOD / "nutrients.toml").write_text(nutrients, encoding="utf-8")
    (FOOD / "parameters.toml").write_text(parameters, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
