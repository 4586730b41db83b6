"""Which steps a global rule guards, and which it lets through."""

from heartsease.core.safety.condition import Always
from heartsease.core.safety.global_rule import GlobalRule, guards, is_about_medicines
from heartsease.core.safety.rule import Rule, Severity


def a_rule(*scope: str, except_for: tuple[str, ...] = ()) -> GlobalRule:
    rule = Rule(
        id="S005",
        severity=Severity.NEEDS_CLINICIAN,
        when=Always(),
        says="says",
        reason="reason",
        action="action",
        citations=(),
    )
    return GlobalRule(rule=rule, scope=scope, order=2, except_for=except_for)


def test_a_rule_for_all_guards_every_step() -> None:
    assert guards(a_rule("all"), intervention="zinc", domain="nutrients")


def test_an_exception_stays_allowed() -> None:
    rule = a_rule("all", except_for=("walking",))

    assert not guards(rule, intervention="walking", domain="sleep_movement")
    assert guards(rule, intervention="yoga", domain="sleep_movement")


def test_a_rule_can_guard_one_domain_or_one_step() -> None:
    assert guards(a_rule("gut"), intervention="probiotics", domain="gut")
    assert guards(a_rule("probiotics"), intervention="probiotics", domain="gut")
    assert not guards(a_rule("gut"), intervention="walking", domain="sleep_movement")


def test_a_rule_about_medicines_stops_no_step() -> None:
    rule = a_rule("medicines")

    assert is_about_medicines(rule)
    assert not guards(rule, intervention="walking", domain="sleep_movement")
    assert not is_about_medicines(a_rule("all"))
