"""Made-up notices for benchmarks: seeded, of realistic length (12 to 76 items, some 11,500 characters), names invented.

Comes in: how many and a seed; goes out: notices of the model, the same ones each time. A body is inspected every few years, so an
issuer has three notices, in different years. Never reads the clock or real content.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from generator.model.notice import Notice

_PHRASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8"))
_FIRST_DAY = date(2019, 3, 1)
_LEVEL_OF_BODY = {"省委": "省", "市委": "市", "区委": "区县", "县委": "区县"}
_ISSUERS_A_ROUND = 10
_NOTICES_AN_ISSUER = 3
_DAYS_BETWEEN_VISITS = 800  # less the spread (100) and the longest wait (330 more than the shortest) it is above a year


def notices(count: int, *, seed: int = 20240126) -> Iterator[Notice]:
    """Make `count` notices; number i is the same however many are asked for."""
    for number in range(count):
        yield Notice.model_validate(notice_data(number, seed=seed))


def notice_data(number: int, *, seed: int = 20240126) -> dict[str, Any]:
    """The data of one notice, as its YAML file would hold it, with its id."""
    chance = random.Random(f"{seed}-{number}")
    issuer, visit = _issuer_of(number, seed)
    body = {"县": "县委", "区": "区委", "市": "市委"}[issuer.rank] if chance.random() < 0.85 else "省委"
    kind = "巡视" if body == "省委" else "巡察"
    feedback = issuer.first_feedback + timedelta(days=visit * _DAYS_BETWEEN_VISITS + chance.randrange(100))
    published = feedback + timedelta(days=chance.randrange(90, 420))
    inspected = f"{_day(feedback - timedelta(days=120))}至{_day(feedback - timedelta(days=50))}"
    words = _Words(chance, issuer.place, issuer.unit)
    team = f"{body}第{chance.choice('一二三四五六七八九')}{kind}组"
    return {
        "id": f"made-up-{number:05d}",
        "title": f"{issuer.name}关于{kind}整改进展情况的通报",
        "wording": "原文",
        "issuer": {
            "name": issuer.name,
            "short": f"{issuer.place}{issuer.unit}",
            "region": issuer.region,
            "region_name": f"{issuer.place}{issuer.rank}",
        },
        "inspection": {
            "type": kind,
            "level": _LEVEL_OF_BODY[body],
            "team": team,
            "start": (feedback - timedelta(days=120)).isoformat(),
            "end": (feedback - timedelta(days=50)).isoformat(),
            "feedback": feedback.isoformat(),
        },
        "published": published.isoformat(),
        "opening": (
            f"根据{body}统一部署,{inspected},{team}对{issuer.place}"
            f"{issuer.unit}开展了{kind},并于{_day(feedback)}反馈了{kind}意见。按照党务公开原则和{kind}工作有关要求,"
            f"现将{kind}整改进展情况予以公布。"
        ),
        "sections": _sections(chance, words, kind),
        "closing": (
            f"欢迎广大干部群众对{kind}整改落实情况进行监督。如有意见建议,请及时向我们反映。联系方式:"
            f"{issuer.phone};邮政信箱:{issuer.address}{issuer.place}{issuer.unit}整改办。"
        ),
        "signature": {"name": issuer.name, "date": published.isoformat()},
    }


@dataclass(frozen=True, kw_only=True)
class _Issuer:
    """Who issues, and what stays the same from notice to notice."""

    place: str
    rank: str
    unit: str
    region: str
    phone: str
    address: str
    first_feedback: date

    @property
    def name(self) -> str:
        return f"中共{self.place}{self.rank}{self.unit}"


def _issuer_of(number: int, seed: int) -> tuple[_Issuer, int]:
    """The issuer of a notice, and how many notices of that issuer come before it; they lie ten numbers apart."""
    lap, place_in_lap = divmod(number, _ISSUERS_A_ROUND * _NOTICES_AN_ISSUER)
    visit, place_in_round = divmod(place_in_lap, _ISSUERS_A_ROUND)
    chance = random.Random(f"{seed}-issuer-{lap * _ISSUERS_A_ROUND + place_in_round}")
    place = chance.choice(_PHRASES["place_heads"]) + chance.choice(_PHRASES["place_tails"])
    rank = chance.choice("县区市")
    issuer = _Issuer(
        place=place,
        rank=rank,
        unit=chance.choice(_PHRASES["units"]),
        region=f"99{chance.randrange(40):02d}00",
        phone=f"0{chance.randrange(300, 999)}-{chance.randrange(10**7, 10**8)}",
        address=f"{place}{rank}{chance.choice(_PHRASES['roads'])}{chance.randrange(1, 999)}号",
        first_feedback=_FIRST_DAY + timedelta(days=chance.randrange(700)),
    )
    return issuer, visit


def _sections(chance: random.Random, words: _Words, kind: str) -> list[dict[str, Any]]:
    count = min(76, max(12, round(chance.gauss(38, 14))))
    done = round(count * chance.uniform(0.5, 0.95))
    lead = [
        {
            "heading": f"({number}){chance.choice(_PHRASES['leads'])}",
            "text": words.paragraph(chance.randrange(250, 420)),
        }
        for number in "一二三"
    ]
    pattern = "{n}. 关于“{finding}”问题的整改。"
    groups = [
        {
            "heading": "(一)已完成整改的事项",
            "status": "已完成",
            "item_heading": pattern,
            "items": [words.item() for _ in range(done)],
        },
        {
            "heading": "(二)按计划持续推进的整改事项",
            "status": "持续推进",
            "item_heading": pattern,
            "items": [words.item() for _ in range(count - done)],
        },
    ]
    return [
        {"heading": f"一、{kind}整改组织领导情况", "text": words.paragraph(150), "sections": lead},
        {"heading": "二、整改进展情况及成效", "sections": [group for group in groups if group["items"]]},
        {"heading": "三、下一步工作打算", "text": [words.paragraph(220) for _ in range(3)]},
    ]


class _Words:
    """Sentences of one notice: patterns of phrases with this notice's names and figures in them."""

    def __init__(self, chance: random.Random, place: str, unit: str) -> None:
        self.chance = chance
        self.place = place
        self.unit = unit
        self.fields = chance.sample(sorted(_PHRASES["fields"]), k=min(14, len(_PHRASES["fields"])))

    def item(self) -> dict[str, str]:
        finding = self._fill(self.chance.choice(_PHRASES["findings"]), self._field())
        return {"finding": finding, "text": self.paragraph(min(420, max(80, round(self.chance.gauss(195, 65)))))}

    def paragraph(self, length: int) -> str:
        field, text = self._field(), ""
        while len(text) < length:
            text += self._fill(self.chance.choice(_PHRASES["sentences"]), field)
        return text

    def _field(self) -> list[str]:
        field: list[str] = _PHRASES["fields"][self.chance.choice(self.fields)]
        return field

    def _fill(self, pattern: str, field: list[str]) -> str:
        return "".join(self._word(part[1:], field) if part[:1] == "@" else part for part in pattern.split("|"))

    def _word(self, name: str, field: list[str]) -> str:
        chance = self.chance
        match name:
            case "thing":
                return chance.choice(field)
            case "place":
                return self.place
            case "unit":
                return self.unit
            case "n":
                return str(chance.choice((chance.randrange(2, 20), chance.randrange(2, 400))))
            case "x":
                return f"{chance.randrange(1, 99)}.{chance.randrange(1, 99)}"
            case "day":
                return _day(_FIRST_DAY + timedelta(days=chance.randrange(2700)))
            case "town":
                return f"{chance.choice(_PHRASES['place_heads'])}{chance.choice(_PHRASES['place_tails'])}"
        return str(chance.choice(_PHRASES["slots"][name]))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
