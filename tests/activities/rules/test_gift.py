"""GIFT: what Moodle writes is read, what we write is read by others, and nothing is guessed."""

import pytest

from services.activities.models import QuestionKind
from services.activities.rules import gift
from services.activities.rules.questions import Draft, Option, true_false


def _yes(text: str) -> Option:
    return Option(text, right=True)


def _no(text: str) -> Option:
    return Option(text, right=False)


SAMPLE = """// 安全题
::水位::锅炉水位多久核对一次? {
	=至少每班一次 #正确
	~每周一次 #太少
	~每月一次
	####水位是首要参数\\n依据\\:TSG 11-2020
}

$CATEGORY: $course$/top/节能

::空压机::[html]<p>下列哪些能<b>节能</b>?</p> {
	~%50%余热回收
	~%50%降低出口压力
	~%-100%敞开门窗
}

空载运行也耗电。{TRUE#不对#对}
"""


def test_a_file_as_moodle_writes_it_is_read() -> None:
    assert gift.read(SAMPLE) == [
        gift.Found(
            2,
            None,
            Draft(
                QuestionKind.SINGLE,
                "锅炉水位多久核对一次?",
                (_yes("至少每班一次"), _no("每周一次"), _no("每月一次")),
                "水位是首要参数",
                "TSG 11-2020",
            ),
            None,
        ),
        gift.Found(
            11,
            "节能",
            Draft(
                QuestionKind.MULTIPLE,
                "下列哪些能节能?",
                (_yes("余热回收"), _yes("降低出口压力"), _no("敞开门窗")),
            ),
            None,
        ),
        gift.Found(
            17,
            "节能",
            Draft(QuestionKind.TRUE_FALSE, "空载运行也耗电。", true_false(right=True)),
            None,
        ),
    ]


def test_a_gap_in_the_middle_of_a_sentence_is_kept_as_a_gap() -> None:
    [found] = gift.read("锅炉水位{=每班 ~每周}核对一次。")
    assert found.draft is not None
    assert found.draft.stem == "锅炉水位 _____ 核对一次。"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("第一题{=是 ~否}\n第二题{=是 ~否}", "blank_line_missing"),
        ("没有答案的一段话", "no_answers"),
        ("没有结尾{=是 ~否", "no_answers"),
        ("{=是 ~否}", "no_text"),
        ("重多少?{#3:2}", "kind_unsupported"),
        ("首都?{=北京 =Beijing}", "kind_unsupported"),
        ("配对{=甲 -> 一 =乙 -> 二}", "kind_unsupported"),
        ("简述{}", "kind_unsupported"),
        ("半对{=全对 ~%50%半对 ~错}", "partial_credit"),
        ("两个等号{=甲 =乙 ~丙}", "partial_credit"),
        ("不满百{~%50%甲 ~乙}", "partial_credit"),
    ],
)
def test_what_would_have_to_be_guessed_is_a_fault_of_that_question_alone(text: str, fault: str) -> None:
    """A missing blank line makes one known reader merge two questions silently."""
    first, second = gift.read(f"{text}\n\n好题{{=是 ~否}}")
    assert (first.draft, first.fault) == (None, fault)
    assert second.draft is not None


AWKWARD = [
    Draft(
        QuestionKind.SINGLE,
        "若 {a=1:2}~3 #4,路径 C:\\new?\n第二行",
        (_yes("2 = 二"), _no("{3}"), _no("~#\\")),
        "因为 a=1\n见上",
        "GB/T 1576-2018 第4.1条:a",
    ),
    Draft(
        QuestionKind.MULTIPLE,
        "三个对",
        (_yes("甲"), _yes("乙"), _yes("丙"), _no("丁")),
        None,
        "TSG 11-2020",
    ),
    Draft(QuestionKind.MULTIPLE, "一个对的多选", (_yes("甲"), _no("乙")), "说明", None),
    Draft(QuestionKind.TRUE_FALSE, "判断 {T}", true_false(right=False)),
]


def test_what_is_written_reads_as_it_was() -> None:
    written = gift.write([("安全", f"q{number}", draft) for number, draft in enumerate(AWKWARD)])
    assert [found.draft for found in gift.read(written)] == AWKWARD
    assert {found.category for found in gift.read(written)} == {"安全"}


def test_an_exported_file_looks_as_others_expect_it() -> None:
    """Read so by pygiftparser 1.1 and gift-pegjs 1.0.2."""
    assert gift.write([("安全", "q1", AWKWARD[1])]) == (
        "$CATEGORY: 安全\n\n::q1::[plain]三个对 {\n\t~%33.33333%甲\n\t~%33.33333%乙\n\t~%33.33333%丙\n"
        "\t~%-100%丁\n\t####依据\\:TSG 11-2020\n}\n"
    )
