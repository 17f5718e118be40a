"""The three languages of the product, in the spellings that browsers, people and Django use for them."""

OFFERED = ("zh-hans", "zh-hant", "en")
_ALIASES = {
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-hans-cn": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
    "zh-hant-tw": "zh-hant",
    "zh-hant-hk": "zh-hant",
}


def normalise(tag: str) -> str | None:
    """``zh-TW`` -> ``zh-hant``; None for a language that is not offered."""
    lowered = tag.strip().lower().replace("_", "-")
    if lowered in OFFERED:
        return lowered
    if lowered in _ALIASES:
        return _ALIASES[lowered]
    primary = lowered.split("-")[0]
    return "en" if primary == "en" else _ALIASES.get(primary)


def from_header(header: str, fallback: str) -> str:
    """The best offered language of an Accept-Language header (RFC 9110, section 12.5.4)."""
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:500].split(",")):
        tag, _, quality = part.partition(";q=")
        language = normalise(tag)
        if language:
            try:
                wanted.append((-float(quality or 1), position, language))
            except ValueError:
                continue
    return min(wanted)[2] if wanted else (normalise(fallback) or "zh-hans")


def tag(language: str) -> str:
    """The tag for browsers: ``zh-Hans``."""
    return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(language, "en")
