"""What holds for every score, whatever the ledger and whatever the caps."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.points.rules.months import scaled_cap
from services.points.rules.scheme_text import Full, ItemType, SchemeText
from services.points.rules.scoring import LedgerLine, Score, score

from .rows import a_line, reversal_of, shipped

ITEMS = [item.code for item in shipped("A").items]
MONTHS = st.integers(0, 3)
POINTS = st.integers(0, 4000).map(lambda cents: str(Decimal(cents) / 100))
CAPS = st.one_of(st.none(), st.integers(0, 30).map(Decimal))


@st.composite
def lines(draw: Any, *, items: list[str] | None = None) -> LedgerLine:
    """An entry of any item, on any day of the quarter, perhaps for an achievement seen before."""
    return a_line(
        draw(st.sampled_from(items or ITEMS)),
        draw(POINTS),
        f"2026-0{draw(st.integers(7, 9))}-{draw(st.integers(1, 30)):02}",
        achievement=draw(st.sampled_from([None, "节能标兵", "岗位能手"])),
    )


@st.composite
def ledgers(draw: Any) -> list[LedgerLine]:
    """Entries, some of them reversed."""
    posted: list[LedgerLine] = draw(st.lists(lines(), max_size=30))
    gone = draw(st.sets(st.sampled_from(range(len(posted))))) if posted else set()
    return posted + [reversal_of(posted[place]) for place in sorted(gone)]


@st.composite
def schemes(draw: Any) -> SchemeText:
    """Scheme A with other caps on some items, parts and sums."""
    text = shipped("A")
    items = tuple(
        item
        if isinstance(item.points, Full) or item.type is ItemType.VETO
        else item.model_copy(update={"cap": draw(CAPS)})
        for item in text.items
        if item.type is not ItemType.EARN or draw(st.booleans())
    )
    parts = tuple(part.model_copy(update={"cap": draw(CAPS)}) for part in text.parts)
    bonus_cap, total_cap = Decimal(draw(st.integers(0, 40))), Decimal(draw(st.integers(1, 150)))
    changed = {"items": items, "parts": parts, "bonus_cap": bonus_cap, "total_cap": total_cap}
    return text.model_copy(update=changed)


TEXTS = st.one_of(st.just(shipped("A")), schemes())


def counted(result: Score, *codes: str) -> Decimal:
    """What the entries of these items came to."""
    return sum((line.counted for line in result.lines if line.item_code in codes), Decimal(0))


@given(ledgers(), MONTHS, st.randoms(use_true_random=False))
def test_a_score_does_not_depend_on_the_order_of_arrival(
    ledger: list[LedgerLine], months: int, luck: Any
) -> None:
    """Neither the sum nor one line of its explanation does."""
    shuffled = list(ledger)
    luck.shuffle(shuffled)
    assert score(shipped("A"), shuffled, months) == score(shipped("A"), ledger, months)


@given(TEXTS, ledgers(), lines(), MONTHS)
def test_a_reversal_restores_the_score_exactly(
    text: SchemeText, ledger: list[LedgerLine], entry: LedgerLine, months: int
) -> None:
    before = score(text, ledger, months)
    assert score(text, [*ledger, entry, reversal_of(entry)], months) == before
    assert score(text, [reversal_of(entry), *ledger, entry], months) == before


@given(TEXTS, ledgers(), MONTHS)
def test_the_explanation_always_sums_to_the_score(
    text: SchemeText, ledger: list[LedgerLine], months: int
) -> None:
    result = score(text, ledger, months)
    assert sum(line.counted for line in result.lines) == result.score


@given(TEXTS, ledgers(), MONTHS)
def test_no_item_part_or_sum_is_ever_above_its_cap(
    text: SchemeText, ledger: list[LedgerLine], months: int
) -> None:
    """Rules 1 and 3."""
    result = score(text, ledger, months)
    for item in text.items:
        recurring = item.type in {ItemType.EARN, ItemType.BASE_DEDUCT}
        cap = scaled_cap(item.cap, months, text.months) if recurring else item.cap
        assert cap is None or abs(counted(result, item.code)) <= cap
    for kind, sign in (("base", 1), ("deduction", -1)):
        caps = [
            scaled_cap(part.cap, months if kind == "base" else 3, 3)
            for part in text.parts
            if part.kind == kind
        ]
        codes = [item.code for item in text.items if text.part(item.part).kind == kind]
        steps = [line.counted for line in result.lines if line.why == "part_cap" and line.counted * sign < 0]
        whole = sign * (counted(result, *codes) + sum(steps))
        assert any(cap is None for cap in caps) or whole <= sum(cap for cap in caps if cap is not None)
    assert 0 <= result.base <= text.base_cap
    assert 0 <= result.bonus <= text.bonus_cap
    assert 0 <= result.score <= text.total_cap


@given(TEXTS, ledgers(), MONTHS)
def test_no_line_counts_for_more_than_was_posted(
    text: SchemeText, ledger: list[LedgerLine], months: int
) -> None:
    for line in score(text, ledger, months).lines:
        if line.entry_id:
            assert abs(line.counted) <= abs(line.raw)
            assert line.counted * line.raw >= 0


@given(
    TEXTS,
    ledgers(),
    lines(items=[i.code for i in shipped("A").items if i.type.value in {"EARN", "BONUS"}]),
    MONTHS,
)
def test_one_more_entry_earned_never_lowers_the_score(
    text: SchemeText, ledger: list[LedgerLine], entry: LedgerLine, months: int
) -> None:
    assert score(text, [*ledger, entry], months).score >= score(text, ledger, months).score


@given(
    TEXTS,
    ledgers(),
    lines(items=[i.code for i in shipped("A").items if i.type.value in {"DEDUCT", "BASE_DEDUCT"}]),
    MONTHS,
)
def test_one_more_deduction_never_raises_the_score(
    text: SchemeText, ledger: list[LedgerLine], entry: LedgerLine, months: int
) -> None:
    assert score(text, [*ledger, entry], months).score <= score(text, ledger, months).score
