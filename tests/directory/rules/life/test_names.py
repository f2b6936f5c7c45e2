"""How a Chinese name is found by letters."""

import pytest

from services.directory.rules.life.names import pinyin


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("王建国", "wang jianguo|wangjianguo|wjg"),
        ("单雄信", "shan xiongxin|shanxiongxin|sxx"),
        ("仇英", "qiu ying|qiuying|qy"),
        ("解缙", "xie jin|xiejin|xj"),
        ("查良镛", "zha liangyong|zhaliangyong|zly"),
        ("区寄", "ou ji|ouji|oj"),
        ("朴树", "piao shu|piaoshu|ps"),
        ("尉迟恭", "yuchi gong|yuchigong|ycg"),
        ("欧阳修", "ouyang xiu|ouyangxiu|oyx"),
        ("Anna Smith", "anna smith|annasmith|as"),
        ("", ""),
    ],
)
def test_a_name_is_typed_in_full_or_by_initials_with_its_surname_read_as_a_surname(
    name: str, ways: str
) -> None:
    assert pinyin(name) == ways


def test_the_longest_name_fits_its_column() -> None:
    assert len(pinyin("壮" * 200)) == 400
