"""Other languages are told from English, however slangy, and from English with foreign names."""

from __future__ import annotations

from functools import cache

import pytest

from content.loader import FOLDER
from content.retrieval.labelled import read_rows
from content.retrieval.wordings import phrasings
from content.search import Index
from tests.content.test_evaluate import QUESTIONS
from tests.journey import TODAY, published, understood

FOREIGN = """
ma cheama ion si seful mi a luat pasaportul
ajutor va rog, nu am mancat de doua zile
nu inteleg engleza
seful nu ma plateste
unde pot dormi in noaptea asta
toi bi nhot trong nha
toi khong noi duoc tieng anh
ho lay ho chieu cua toi
giup toi voi
chủ tôi giữ hộ chiếu
szef zabral mi paszport
nie mowie po angielsku
pomocy prosze zadzwonic po policje
nie placa mi od trzech miesiecy
gdzie moge spac dzisiaj
shefi me mori pasaporten
kam frike nga ata njerez
ku mund te fle sonte
nuk kuptoj
أحتاج إلى مترجم
ana mehtaj mosaada
老板拿走了我的护照
мені потрібна допомога
у меня забрали паспорт
मुझे मदद चाहिए
আমার সাহায্য দরকার
مجھے مدد چاہیے
mi jefe tiene mi pasaporte
no hablo ingles
necesito ayuda
meu chefe ficou com meu passaporte
nao falo ingles
mon patron a pris mon passeport
aidez moi
mein chef hat meinen pass genommen
il mio capo ha preso il passaporto
bosas paeme mano pasa
шефът ми взе паспорта
nem beszelek angolul
patronum pasaportumu aldi
ሓገዝ የድልየኒ ኣሎ
من به کمک نیاز دارم
ਮੇਰਾ ਪਾਸਪੋਰਟ
ช่วยด้วย
waxaan u baahanahay caawimaad
kailangan ko ng tulong
potrebujem pomoc prosim
nemluvim anglicky pomoc
""".strip().splitlines()

ENGLISH = """
viet lad nguyen says hes a gardener
romanian lass called ioana no passport
polish fella kowalski n his boss has his id
albanian lad arben says he owes money
la la land
si senor whats the nrm
que sera
is o cam a thing
mi casa nrm
em nan chi dau
anh nguyen what do i do
de facto boss
bona fide victim
vis a vis the nrm
ad hoc interpreter
ok gracias whats dtn
can i arrest him, mate
wagwan wot is nrm bruv
innit tho wat bout dtn
ee bah gum lad says nowt
och aye the wee bairn
yaman mi deh ya
pls advise re: co-def
ta
ta la
dunno m8
va do i need an aa for a va
un palermo protocol
la and edt who rings
no si
do na
in un
per diem paid to worker
con man boss
ici doc
der
pare
san
man o man
ona o na
moja
mi5
te amo tattoo on the victim
santa maria farm nrm
casa del sol brothel who do i ring
nail bar called la belle
restaurant il mio capo boss holds passports
kebab house istanbul workers
takes money for un paid bills
""".strip().splitlines()


@cache
def index() -> Index:
    return Index.build(published(), TODAY, understood())


def is_other(text: str) -> bool:
    """Whether a text is taken for another language; quicker than finding an answer."""
    return index().is_foreign(index().reader.read(text))


@pytest.mark.parametrize("text", FOREIGN)
def test_another_language_gets_the_guidance_on_interpreters(text: str) -> None:
    found = index().find(text)
    assert found.decision == "language"
    assert "interpreters" in found.hits[0].answer.covers


@pytest.mark.parametrize("text", ENGLISH)
def test_slang_and_foreign_names_are_english(text: str) -> None:
    assert index().find(text).decision != "language"


def test_no_wording_or_question_is_taken_for_another_language() -> None:
    texts = [text for text, _ in phrasings(FOLDER)]
    for name in ("in_scope", "unseen", "out_of_scope", "confusion"):
        texts += [row["q"] for row in read_rows(QUESTIONS / f"{name}.jsonl")]
    assert [text for text in texts if is_other(text)] == []
