"""Numbers as people write them."""

THOUSAND = 1000


def number(value: float) -> str:
    """A measured number without false precision: three digits that count."""
    if abs(value) >= THOUSAND:
        return f"{value:,.0f}"
    return f"{value:.3g}"
