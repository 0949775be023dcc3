"""What happened in a chat, as WhatsApp says it in each language."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.content import Written
from bridge.model.event import AvatarChange, Change, Membership, Notice, Pin, Rank, RankChange, TitleChange
from bridge.model.ids import PersonId
from bridge.sources.whatsapp.text.sentences import ready, sentence
from bridge.sources.whatsapp.text.system_lines import recognised
from bridge.sources.whatsapp.text.words import LANGUAGES
from tests.sources.whatsapp.chat_exports import MARK, android, contents, iphone, messages, told

NAMES = {"who": "Anna", "whom": "Bora", "title": "Garden", "old": "Yard"}
TEMPLATES = [
    (event, template)
    for language in LANGUAGES
    for event, templates in language.events.items()
    for template in templates
]
ADDED = [
    "Anna added Bora",
    "Anna hat Bora hinzugefügt",
    "Anna a ajouté Bora",
    "Anna añadió a Bora",
    "Anna adicionou Bora",
    "Anna ha aggiunto Bora",
    "Anna добавила Bora",
    "Anna додала Bora",
    "Anna dodała Bora",
    "Anna, Bora kişisini ekledi",
    "قام Anna بإضافة Bora",
    "Anna ने Bora को जोड़ा",
    "Anna heeft Bora toegevoegd",
    "AnnaさんがBoraさんを追加しました",
    "Anna添加了Bora",
]
CREATED = [
    'Anna created group "Garden"',
    "Anna hat die Gruppe „Garden“ erstellt",
    "Anna a créé le groupe « Garden »",
    'Anna creó el grupo "Garden"',
    'Anna criou o grupo "Garden"',
    'Anna ha creato il gruppo "Garden"',
    "Anna создал(-а) группу «Garden»",
    "Anna створила групу «Garden»",
    'Anna utworzył(a) grupę "Garden"',
    'Anna "Garden" grubunu oluşturdu',
    'أنشأ Anna المجموعة "Garden"',
    'Anna ने "Garden" ग्रुप बनाया',
    'Anna heeft de groep "Garden" gemaakt',
    "Annaがグループ「Garden」を作成しました",
    "Anna创建了群组“Garden”",
]


@pytest.mark.parametrize(("event", "template"), TEMPLATES, ids=lambda value: str(value)[:40])
def test_every_sentence_of_the_tables_is_recognised_as_what_it_tells(event, template):
    line = recognised(written(template))
    assert line is not None and line.event is event


def written(template: str) -> str:
    """The sentence with somebody's names in it."""
    text = template.lstrip("!").replace("*", " … ")
    for name, value in NAMES.items():
        text = text.replace(f"{{{name}}}", value)
    for part in (one.partition("}")[0] for one in text.split("{")[1:]):
        text = text.replace(f"{{{part}}}", part.partition("=")[2])
    return text


@pytest.mark.parametrize("line", ADDED)
def test_who_was_added_by_whom(line):
    (message,) = messages(android(line))
    assert message.sender == "name:Anna"
    assert isinstance(message.content, Membership) and message.content.change is Change.INVITED
    assert [member.person for member in message.content.members] == ["name:Bora"]


@pytest.mark.parametrize("line", CREATED)
def test_who_created_which_group(line):
    (message,) = messages(android(line))
    assert (message.sender, message.content) == ("name:Anna", Notice("created the group “Garden”", "created"))


@pytest.mark.parametrize(
    "line",
    [
        "You left",
        "Du hast die Gruppe verlassen",
        "Vous avez quitté le groupe",
        "Saliste del grupo",
        "Hai abbandonato il gruppo",
        "Вы вышли",
        "Gruptan ayrıldınız",
        "退出しました",
    ],
)
def test_you_are_the_exporter_also_where_nobody_is_named(line):
    (message,) = messages(android(line), hints=told(own="Dana"))
    assert message.sender == "name:Dana"
    assert isinstance(message.content, Membership) and message.content.change is Change.LEFT


@pytest.mark.parametrize(
    ("line", "content"),
    [
        ('Anna changed the subject from "A: b" to "C: d"', TitleChange("C: d")),
        ("Anna deleted this group's icon", AvatarChange()),
        ("Anna pinned a message", Pin()),
        ("Bora is now an admin", RankChange(person=PersonId("name:Bora"), rank=Rank.ADMIN)),
        ("Bora is no longer an admin", RankChange(person=PersonId("name:Bora"), rank=Rank.MEMBER)),
        ("A line of the year 2031", Notice("A line of the year 2031", "system")),
    ],
)
def test_what_the_chat_became(line, content):
    assert contents(android(line)) == [content]


def test_a_list_of_names_is_taken_apart():
    (added,) = contents(android("Anna added Bora, Chidi and +49 30 901820"))
    assert [member.name for member in added.members] == ["Bora", "Chidi", "+49 30 901820"]
    assert added.members[2].person.startswith("phone:")


def test_others_who_are_only_counted_are_nobody():
    (added,) = contents(android("Anna added Bora and 2 others"))
    assert [(member.name, member.person) for member in added.members] == [("Bora", "name:Bora"), ("2 others", None)]


def test_a_name_with_an_and_in_it_is_one_person():
    *_, removed = contents(android("Tom and Jerry: hi", "Anna removed Tom and Jerry"))
    assert [member.name for member in removed.members] == ["Tom and Jerry"]


def test_a_typographic_apostrophe_in_a_name_stays():
    said, left = messages(android("Siobhan O’Neill: hi", "Siobhan O’Neill left"))
    assert left.sender == said.sender == "name:Siobhan O’Neill"


def test_on_iphones_a_mark_tells_system_lines_from_texts():
    _, told_line, said = messages(iphone("Bora: hi", f"Bora: {MARK}Anna left", "Bora: Anna left"))
    assert isinstance(told_line.content, Membership) and told_line.sender == "name:Anna"
    assert said.sender == "name:Bora"


def test_an_iphones_marks_may_have_been_lost():
    text = iphone("Club: Anna created group “Club”", "Club: Bora left", "Anna: hi", "Bora: Anna left")
    assert [message.sender for message in messages(text)] == ["name:Anna", "name:Bora", "name:Anna", "name:Bora"]
    assert [type(content) for content in contents(text)] == [Notice, Membership, Written, Written]


def test_on_iphones_what_no_table_knows_is_a_notice():
    assert contents(iphone("Anna: hi", f"Anna: {MARK}Jokin hapahtui"))[1] == Notice("Jokin hapahtui", "system")


@given(st.text(alphabet="ab {}*\"“', .", max_size=40), st.text(alphabet="ab \"“', .", max_size=60))
def test_holes_lie_within_the_text(template, text):
    same = ready(text)
    held = sentence(template.replace("{", "").replace("}", "") + "{who} a {whom}").match(same)
    assert held is None or all(0 <= start < end <= len(same) for start, end in held.values())


def test_a_hostile_line_takes_no_time():
    hostile = 'Anna将从"' * 110 + '为"'
    began = time.perf_counter()
    recognised(hostile)
    assert time.perf_counter() - began < 0.5
