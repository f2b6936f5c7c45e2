"""What no text of a drive may say, however it is written."""

import pytest

from services.volunteering.rules import publication
from services.volunteering.rules.publication import BrandNamed, BrandWordUnfit, LinkNamed

OWN = ["天府之星", "Blue Crane"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("感谢红塔山对孩子们的支持", "红塔山"),
        ("感谢红 塔 山对孩子们的支持", "红塔山"),
        ("感谢红·塔、山对孩子们的支持", "红塔山"),
        ("感谢红\u200b塔\u2060山对孩子们的支持", "红塔山"),
        ("感谢紅塔山", "紅塔山"),
        ("捐赠卷烟包装盒做手工", "卷烟"),
        ("捐赠卷\n烟包装盒", "卷烟"),
        ("捐赠卷\u0336烟\u0336", "卷烟"),
        ("捐赠卷\ufe0f烟", "卷烟"),
        ("MARLBORO", "marlboro"),
        ("Ｍａｒｌｂｏｒｏ", "marlboro"),
        ("m a r l-b_o.r o", "marlboro"),
        ("Ⓜarlboro", "marlboro"),
        ("Tobácco", "tobacco"),
        ("🚬慰问", "香烟"),
        ("天府・之星杯爱心捐助", "天府之星"),
        ("BLUE-CRANE", "Blue Crane"),
        ("ＢＬＵＥ　ＣＲＡＮＥ", "Blue Crane"),
    ],
)
def test_a_brand_is_found_however_it_is_written(text: str, word: str) -> None:
    assert publication.brand_in(text, OWN) == word


@pytest.mark.parametrize(
    "text",
    [
        "为特殊教育学校的孩子送冬衣",
        "做好便利群众的事",
        "玉溪路小学二年级",
        "中华民族一家亲",
        "动力车间党支部捐助倡议",
        "二〇二六年秋,三十件棉衣。",
        "Coats for the children",
        "",
    ],
)
def test_an_honest_text_is_let_through(text: str) -> None:
    publication.may_publish(OWN, text)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("请扫 https://pay.example.com/x", "https://"),
        ("请访问 www.baidu.com", "www."),
        ("请访问 ｗｗｗ．ｂａｉｄｕ．ｃｏｍ", "www."),
        ("请访问 give.cn 捐款", "give.cn"),
        ("请访问 give . cn 捐款", "give.cn"),
        ("请访问 give。com 捐款", "give.com"),
        ("请访问 gi\u200bve.cn 捐款", "give.cn"),
        ("发到 help@school.edu", "school.edu"),
        ("weixin://pay", "weixin://"),
        ("http : // 10.0.0.8", "10.0.0.8"),
        ("爱心.中国", ".中国"),
    ],
)
def test_a_link_is_found_however_it_is_written(text: str, link: str) -> None:
    assert publication.link_in(text) == link


@pytest.mark.parametrize(
    "text", ["2026.09.15 至 2026.09.29", "第3.1条", "早上8:30", "Done. Me and the children", "3:2 的比例"]
)
def test_numbers_and_sentences_are_no_links(text: str) -> None:
    assert publication.link_in(text) is None


def test_a_refusal_names_the_word_and_the_article() -> None:
    with pytest.raises(BrandNamed) as refused:
        publication.may_publish([], "一切都好", None, "香 烟")
    assert "香烟" in refused.value.detail("zh")
    assert "慈善法第四十条" in refused.value.detail("zh")
    assert "art. 40" in refused.value.detail("en")


def test_a_link_is_refused_where_no_brand_is() -> None:
    with pytest.raises(LinkNamed):
        publication.may_publish([], "www.example.com")


def test_a_branchs_own_words_bind_only_where_they_are_given() -> None:
    publication.may_publish([], "天府之星")
    with pytest.raises(BrandNamed):
        publication.may_publish(OWN, "天府之星")


@pytest.mark.parametrize("word", ["烟", " a ", "…—", "\u200b\u200b\u200b"])
def test_a_word_of_one_letter_or_none_is_no_word(word: str) -> None:
    """It would be in half of all texts; none at all would be in every one."""
    with pytest.raises(BrandWordUnfit):
        publication.fit(word)


def test_every_word_that_ships_is_one() -> None:
    for word in publication._shipped()["words"]:  # noqa: SLF001 - the data itself
        assert publication.brand_in(f"前{word}后") is not None
        assert len(publication.fit(word)) >= 2
