"""What a name sounds like, whoever wrote it down: Карачев, Karatsjov, Karatschew, Karatchev and Karaczew share a sound.

A sound is a string of few letters in which the differences between transcriptions fall away. Two spellings that share
one are the same name heard by different ears; one sound may still be two places, so a spelling match never stands
alone. Names are compared within a *hearing*: how names of one family of scripts reach us. A name has one reading for
each language's custom of writing that family down; a reading follows one custom throughout, and never mixes two.

    slavic    Cyrillic by ISO 9 and scientific transliteration (reading "sc"), BGN/PCGN and GOST 7.79 B ("en"),
              Duden ("de"), the Dutch Taalunie's list ("nl"), the French press ("fr"), PWN's spelling dictionary ("pl"),
              the Spanish press after Fundéu ("es"), TNC and Språkrådet for Swedish, Norwegian and Danish ("sv")
    semitic   Arabic by BGN/PCGN and UNGEGN, DIN 31635, IGN (Maghreb) and the press; Hebrew by the Academy's rules of
              2006; Persian, Pashto and Urdu with them, since their letters are Arabic
    chinese   Hanyu Pinyin (ISO 7098), Wade-Giles, the Postal map's spellings, EFEO, and the older Dutch and German
    korean    Revised Romanisation (2000), McCune-Reischauer, and what the European press made of both
    plain     countries that write Latin letters: only what is a slip anywhere (c or k, y or i, doubles)

Slavic sounds: a e i o u, b d k l m n p r t; v for в, w, f; h for г, ґ, х (kh, ch, x, j are all written for х);
s for с, з, ц; S for ш, ж, щ; C for ч. A semivowel before a vowel falls away (я, ja, ya, ia are a), o after S or C is
e (чёв, tsjov). In semitic sounds only three vowels are told apart, as their scripts do: a (e), i, u (o); g, gh, q are
k; kh, ch, ḥ are h; J is ج; the article falls away. In Chinese and Korean voiced and voiceless meet (b and p, g and k).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

Hearing = Literal["slavic", "semitic", "chinese", "korean", "plain"]

VOWELS = frozenset("aeiou")
MAX_READINGS = 12
MAX_LETTERS = 80
# Countries whose names reach our readers through Cyrillic.
CYRILLIC_COUNTRIES = frozenset(
    ("RU", "UA", "BY", "KZ", "KG", "TJ", "UZ", "TM", "MD", "BG", "RS", "MK", "ME", "BA", "GE", "AM", "AZ", "MN", "XK")
)
_SEMITIC_COUNTRIES = frozenset(
    (
        "AE", "AF", "BH", "DJ", "DZ", "EG", "EH", "ER", "IL", "IQ", "IR", "JO", "KM", "KW", "LB", "LY", "MA", "MR",
        "OM", "PK", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "YE",
    )
)  # fmt: skip
# Scripts of their own whose names we hear as we hear Cyrillic: through each language's usual letters.
_OTHER_SCRIPTS = frozenset(("GR", "CY", "ET", "IN", "BD", "LK", "NP", "BT", "MV", "MM", "TH", "LA", "KH", "JP"))
_HEARINGS: dict[str, Hearing] = {
    **dict.fromkeys(CYRILLIC_COUNTRIES | _OTHER_SCRIPTS, "slavic"),
    **dict.fromkeys(_SEMITIC_COUNTRIES, "semitic"),
    **dict.fromkeys(("CN", "TW", "HK", "MO", "SG"), "chinese"),
    **dict.fromkeys(("KR", "KP"), "korean"),
}
# By whose custom the gazetteer's own names of a country are written, where that is not English.
_OWN_READINGS = {
    **dict.fromkeys(("RS", "ME", "BA", "MK", "XK"), ("sc",)),
    **dict.fromkeys(_SEMITIC_COUNTRIES, ("en", "en2")),
    **dict.fromkeys(("DZ", "MA", "TN", "MR", "DJ", "KM", "EH", "LB"), ("en", "en2", "fr")),
    **dict.fromkeys(("TW", "HK", "MO", "SG"), ("en", "wg")),
}


def hearing_of(country: str | None) -> Hearing:
    """How names of a country (ISO 3166-1 alpha-2) are compared; "plain" for None and Latin-written countries."""
    return _HEARINGS.get(country or "", "plain")


def sounds_of(name: str, hearing: Hearing = "slavic") -> tuple[str, ...]:
    """The sounds that a spelling may stand for, at most ``MAX_READINGS``; empty for scripts that have none here.

    >>> sounds_of("Карачев")[0] in sounds_of("Karatsjov")
    True
    """
    return _heard(name[: MAX_LETTERS + 1], hearing, None)


def own_sounds(name: str, country: str) -> tuple[str, ...]:
    """The sounds of a gazetteer's name, whose custom of writing is known: at most three."""
    return _heard(name[: MAX_LETTERS + 1], hearing_of(country), _OWN_READINGS.get(country, ("en",)))


def skeleton_of(sound: str) -> str:
    """The consonants of a sound, which ears agree on more than on vowels."""
    return sound.translate(_NO_VOWELS)


def is_latin(name: str) -> bool:
    """True for a name with a Latin letter."""
    return any("a" <= letter <= "z" for letter in _folded(name))


@lru_cache(maxsize=8192)
def _heard(name: str, hearing: Hearing, readings: tuple[str, ...] | None) -> tuple[str, ...]:
    if len(name) > MAX_LETTERS:
        return ()
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFC", name).casefold())
    family = _FAMILIES[hearing]
    if is_latin(text):
        text = text.translate(_LOOK_ALIKES)
    if any("Ѐ" <= letter <= "ӿ" for letter in text):
        if is_latin(text):  # two scripts in one name are a riddle, not a custom
            return ()
        return _unique(_settled_slavic(form) for form in _cyrillic(text)) if hearing == "slavic" else ()
    if not is_latin(text):
        return ()
    chosen = family.readings if readings is None else {key: family.readings[key] for key in readings}
    text = family.prepared(text)
    heard = [reading(text) for reading in chosen.values()]
    if readings is None:  # the custom that takes the most letters together explains the spelling best
        heard.sort(key=len)
    return _unique(map(family.settled, dict.fromkeys("".join(sounds) for sounds in heard)))


def _unique(sounds: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, sounds)))[:MAX_READINGS]


# A spelling cut into what is heard together: a sound for each group of letters.
Reading = Callable[[str], list[str]]


# --- one custom of writing ---------------------------------------------------------------------------------------


def _reading(*tables: str) -> Reading:
    """A reading from "letters=sound" pairs; what an earlier table says of the same letters stands."""
    says: dict[str, str] = {}
    for table in tables:
        for pair in table.split():
            letters, sound = pair.split("=")
            says.setdefault(letters, sound)
    groups = re.compile("|".join(re.escape(letters) for letters in sorted(says, key=len, reverse=True)) + "|.", re.S)

    @lru_cache(maxsize=1024)
    def heard(letters: str) -> str:
        plain = _folded(letters)
        return says[letters] if letters in says else says.get(plain, plain)

    return lambda text: [heard(letters) for letters in groups.findall(text)]


@lru_cache(maxsize=2048)
def _bare(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", _LETTERS.get(letter, letter))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _folded(text: str) -> str:
    """Without case and diacritics."""
    return text if text.isascii() and text.islower() else "".join(map(_bare, text.casefold()))


_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "a", "å": "o"}
_APOSTROPHES = re.compile("['’‘ʼʹ`´′ʻʿʾʽ]")
_NO_VOWELS = {ord(vowel): None for vowel in VOWELS}
# Cyrillic letters that stand in a Latin name by mistake or malice.
_LOOK_ALIKES = str.maketrans("асеіјорѕух", "aceijopsyx")
_DOUBLE = re.compile(r"(.)\1+")
_NOT_SOUND = re.compile(r"[^a-zSCJ]")


class _Family(NamedTuple):
    """The readings of a hearing by language, what is done to a name before, and to each reading after."""

    readings: dict[str, Reading]
    settled: Callable[[str], str]
    prepared: Callable[[str], str] = str


# --- Slavic and other names that we hear through Cyrillic ---------------------------------------------------------

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "ie", "ё": "io", "є": "ie", "ж": "S", "з": "s",
    "и": "i", "і": "i", "ї": "ii", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "v", "ф": "v", "х": "h", "ц": "s", "ч": "C", "ш": "S", "щ": "S", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ј": "i", "љ": "l", "њ": "n", "ћ": "C", "ђ": "dS", "џ": "dS",
    "қ": "k", "ғ": "h", "ң": "n", "ә": "a", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",
}  # fmt: skip
_BULGARIAN = {"щ": "St", "ъ": "a"}
# Letters that most customs share.
_SLAVIC_SHARED = (
    "g=h gh=h z=s w=v f=v ph=v th=t q=k x=ks y=i c=k ck=k ce=se ci=si ts=s tz=s kh=h sh=S zh=S dzh=dS dzs=dS "
    "č=C š=S ž=S ć=C đ=dS dž=dS šč=S ł=l ï=i ż=S ź=s ś=s ş=S ç=C ğ=h ŝ=S â=ia û=iu ë=io"
)
_SLAVIC = {
    "en": "shch=S shtch=S sch=S rzh=rS zhzh=S ch=C tch=C j=dS oo=u ee=i ye=ie yo=io ë=ie",
    "nl": "sjtsj=S sjtj=S stsj=S tsj=C dzj=dS sj=S zj=S ch=h oe=u oë=oe j=i ij=i ie=i sch=sh ë=e eu=eu",
    "de": "schtsch=S stsch=S tsch=C dsch=dS shsch=S sch=S ch=h j=i tz=s ä=ie ö=io ü=iu ie=ie",
    "fr": "chtch=S chtchi=Si tch=C dj=dS ch=S j=S jj=S kh=h gue=he gui=hi ou=u oï=oi qu=k ë=e é=e è=e eu=io",
    "pl": "szcz=S ck=sk cz=C dż=dS sz=S rz=rS rż=rS ch=h c=s ć=s dź=s j=i ó=o ń=n dz=s ce=se ci=si ë=io",
    "es": "shch=S sch=S ch=C j=h y=i ll=l qu=k gue=he gui=hi ce=se ci=si dzh=dS kh=h ñ=n",
    "es2": "shch=S sch=S ch=C j=h ya=Sa ye=Se yi=Si yo=So yu=Su qu=k gue=he gui=hi ce=se ci=si kh=h",
    "sv": "sjtsj=S sjtj=S stj=S sjch=S tsj=C tj=C dzj=dS dj=dS sj=S zj=S ch=h kh=h j=i å=o",
    "sc": "ŝč=S šč=S šť=S tš=C dž=dS c=s ch=h j=i ě=ie x=h ř=r ţ=s ț=s ș=S ce=se ci=si",
}
_SEMIVOWEL = re.compile(r"i(?=[aeou])")
_AFTER_SIBILANT = re.compile(r"(?<=[SC])o")


def _cyrillic(text: str) -> list[str]:
    """One form, or more where ё is also written е, and щ and ъ may be Bulgarian."""
    forms = [text]
    if "ё" in text:  # Орёл is heard as Orjol and read as Orel
        forms.append(text.replace("ё", "е"))
    heard = ["".join(_CYRILLIC.get(letter, "") for letter in form) for form in forms]
    if "щ" in text or "ъ" in text:
        heard.append("".join(_BULGARIAN.get(letter, _CYRILLIC.get(letter, "")) for letter in text))
    return heard


def _settled_slavic(sound: str) -> str:
    """The last rules, the same for every script: semivowels, o after a sibilant, doubles."""
    sound = _NOT_SOUND.sub("", sound).replace("tS", "C").replace("ts", "s").replace("j", "i")
    sound = _DOUBLE.sub(r"\1", sound)
    sound = _SEMIVOWEL.sub("", sound)
    return _DOUBLE.sub(r"\1", _AFTER_SIBILANT.sub("e", sound))


# --- Arabic, Hebrew, Persian --------------------------------------------------------------------------------------

_SEMITIC_SHARED = (
    "g=k gh=k q=k ck=k c=k kh=h x=ks z=s tz=s ts=s th=t dh=d ph=f v=b sh=S š=S ş=S ḫ=h ḥ=h ẖ=h ǧ=J ž=J ġ=k "
    "ai=i ay=i ei=i ey=i ea=a ee=a au=u aw=u ow=u oo=u ou=u o=u w=u e=a y=i ï=i ë=a aï=i eï=i"
)
_SEMITIC = {
    "en": "j=J dj=J ch=h zh=J",
    "en2": "j=J dj=J ch=h zh=J e=i",  # e is written for fatha and for kasra
    "nl": "dzj=J dj=J sj=S zj=J ch=h j=i oe=u oei=ui ij=i aj=i ej=i ie=i",
    "de": "dsch=J sch=S ch=h j=i aj=i ej=i ie=i",
    "de2": "dsch=J sch=S ch=h j=i w=b aj=i",  # Hebrew vav and bet
    "fr": "dj=J j=J ch=S tch=C ou=u qu=k gu=k",
    "pl": "dż=J dzi=Ji sz=S cz=C ch=h j=i aj=i ej=i ż=J w=u",
    "es": "y=i j=h ch=C qu=k gu=k ll=l",
    "es2": "y=J j=J ch=C qu=k gu=k",
    "sv": "dzj=J dj=J sj=S ch=h j=i å=u aj=i ej=i",
}
# al-, el- and what they become before the sun letters; a name may be nothing else ("Arish" keeps its beginning).
_ARTICLE = re.compile(
    r"(?<![^\W_])(?:[aeu][lnrstdz]|[ae](?:sh|sch|sj|ch|sz|th|dh)|l)[\s–-]+(?=[^\W_]{2})", re.IGNORECASE
)
_FINAL_VOWEL = re.compile(r"(?<=[^aiu])a(?:h|t)?$|(?<=i)a(?:h|t)?$")


def _settled_semitic(sound: str) -> str:
    sound = _NOT_SOUND.sub("", sound).replace("dS", "J").replace("tS", "C")
    return _FINAL_VOWEL.sub("", _DOUBLE.sub(r"\1", sound))


# --- Chinese -------------------------------------------------------------------------------------------------------

_CHINESE_SHARED = (
    "ng=n yang=ian ou=u ow=u oo=u uo=u ao=au ieh=i ie=i ih=i ien=ian yen=ian yan=ian ui=ui uei=ui wei=ui ong=un ung=un "
    "ü=u w=u y=i b=p d=t g=k ou=u oong=un eh=e êh=e erh=er"
)
_CHINESE = {
    "en": "zh=C ch=C j=C q=C x=S sh=S zi=si ci=si z=s c=s r=r",
    "wg": "hs=S sh=S ch=C tsi=Ci tz=s ts=s ki=Ci kü=Cu hi=Si si=Si j=r ss=s tch=C",
    "fr": "tch=C ch=S tsi=Ci ts=s ki=Ci kiu=Cu ou=u hi=Si si=Si j=r",
    "de": "tsch=C dsch=C sch=S tsi=Ci ts=s ki=Ci hi=Si si=Si j=i ch=C",
    "nl": "tsj=C sj=S tsi=Ci ts=s ki=Ci hi=Si si=Si oe=u j=i ch=C",
}


def _settled_chinese(sound: str) -> str:
    sound = _NOT_SOUND.sub("", sound)
    return _DOUBLE.sub(r"\1", sound)


# --- Korean --------------------------------------------------------------------------------------------------------

_KOREAN_SHARED = (
    "g=k kk=k gg=k d=t tt=t b=p pp=p ph=p kh=k th=t ng=n r=l eo=o yeo=io weo=uo eu=u eui=ui ae=a yae=ia w=u sh=s "
    "ö=o ŏ=o ŭ=u ä=a ou=u oo=u z=s v=u"
)
_KOREAN = {
    "en": "j=C jj=C ch=C tch=C y=i",
    "de": "dsch=C tsch=C ch=C j=i y=i sch=s",
    "nl": "dzj=C tsj=C tj=C j=i oe=u y=i sj=s ij=i",
    "fr": "dj=C tch=C ch=C j=C y=i",
}


def _settled_korean(sound: str) -> str:
    return _DOUBLE.sub(r"\1", _NOT_SOUND.sub("", sound).replace("ts", "C"))


# --- plain ---------------------------------------------------------------------------------------------------------

_PLAIN = {"en": "c=k ck=k ph=f y=i q=k qu=k ij=i kh=k gh=g th=t"}


def _settled_plain(sound: str) -> str:
    return _DOUBLE.sub(r"\1", _NOT_SOUND.sub("", sound))


_FRENCH_E = re.compile(r"(?<=in)e$")


def _readings(tables: dict[str, str], shared: str) -> dict[str, Reading]:
    readings = {language: _reading(table, shared) for language, table in tables.items()}
    if french := readings.get("fr"):
        readings["fr"] = lambda text: french(_FRENCH_E.sub("", text))  # Irpine, Djénine: the e only lengthens
    return readings


def _without_article(text: str) -> str:
    return _ARTICLE.sub("", text)


_FAMILIES: dict[Hearing, _Family] = {
    "slavic": _Family(_readings(_SLAVIC, _SLAVIC_SHARED), _settled_slavic),
    "semitic": _Family(_readings(_SEMITIC, _SEMITIC_SHARED), _settled_semitic, _without_article),
    "chinese": _Family(_readings(_CHINESE, _CHINESE_SHARED), _settled_chinese),
    "korean": _Family(_readings(_KOREAN, _KOREAN_SHARED), _settled_korean),
    "plain": _Family(_readings(_PLAIN, ""), _settled_plain),
}
