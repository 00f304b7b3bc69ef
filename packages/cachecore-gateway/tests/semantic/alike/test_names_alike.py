"""What is said in several ways is written in one beside the other text; what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Asked = Callable[[str, str], bool]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("What is the minimum wage in the US?", "What's the minimum wage in the United States?"),
        ("Can I work in the US on a tourist visa?", "Can I work in the USA on a tourist visa?"),
        ("Can I work in USA on a tourist visa?", "Can I work in the U.S. on a tourist visa?"),
        ("Do UK citizens need a visa for Turkey?", "Do British citizens need a visa for Turkey?"),
        ("How do I get a driving licence in the Netherlands?", "How do I get a Dutch driving licence?"),
        ("How long can US citizens stay in Japan?", "How long can Americans stay in Japan?"),
        ("What is the corporate tax rate in Ireland?", "What's the Irish corporate tax rate?"),
        ("Is a French driving licence valid in Morocco?", "Is a driving licence from France valid in Morocco?"),
        ("What is the emergency number in Sweden?", "What's the Swedish emergency number?"),
        ("How do I open a bank account in Switzerland from abroad?", "How do I open a Swiss bank account from abroad?"),
        ("What is the capital of the Netherlands?", "What's the Dutch capital?"),
        ("What is the capital gains tax rate in the UK?", "What is the capital gains tax rate in the United Kingdom?"),
        ("Who is the president of Poland?", "Who is the Polish president?"),
        ("Do I need an Irish visa?", "Do I need a visa for Ireland?"),
        ("Can an Italian citizen vote?", "Can a citizen of Italy vote?"),
        ("Do I pay German income tax?", "Do I pay income tax in Germany?"),
        ("Is it an EU law?", "Is it a European Union law?"),
    ],
)
def test_a_country_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Can I renew a German passport?", "Can I renew a passport in Germany?"),
        ("Can I exchange a Turkish driving licence?", "Can I exchange a driving licence in Turkey?"),
        ("Can I use a Swiss bank account?", "Can I use a bank account in Switzerland?"),
        ("How do I get a Dutch visa?", "How do I get a visa in the Netherlands?"),
        ("Translate this number code into Irish", "Translate this number code in Ireland"),
        ("What is Irish whiskey?", "What is whiskey in Ireland?"),
        ("Are Chinese restaurants cheap?", "Are restaurants in China cheap?"),
        ("What is the Irish tax?", "What is the tax in Northern Ireland?"),
        ("What is the Northern Irish tax rate?", "What is the tax rate in Ireland?"),
        ("What is the Swiss tax rate?", "What is the tax rate in Sweden?"),
        ("What is the Mexican tax rate?", "What is the tax rate in New Mexico?"),
        ("Where is the German embassy?", "Where is the embassy in Germany?"),
        ("Can US citizens vote?", "Can Native Americans vote?"),
        ("Can US citizens vote?", "Can UK citizens vote?"),
        ("Can Americans vote?", "Can British citizens vote?"),
        ("Is it legal in the US?", "Is it legal in the UK?"),
        ("Who lives with us?", "Who lives with the United States?"),
        ("Where is the US Open?", "Where is the American Open?"),
        ("What is the price of an American car?", "What is the price of a US car?"),
        ("Do Spanish numbers end so?", "Do numbers in Spain end so?"),
        ("Is a French driving licence valid in Morocco?", "Is a driving licence from Morocco valid in France?"),
        ("How do I get a driving licence in the Netherlands?", "How do I get a Belgian driving licence?"),
        ("Is it in the UK?", "Is it in the EU?"),
        ("Is French tax higher than tax in Germany?", "Is German tax higher than tax in France?"),
    ],
)
def test_what_looks_like_a_country_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How do I make a chart in Excel?", "How do I make a chart in Microsoft Excel?"),
        ("How do I scan a document with my iPhone?", "How do I scan a document with my Apple iPhone?"),
        ("How do I undo changes in Photoshop?", "How do I undo changes in Adobe Photoshop?"),
        ("How do I mute people in Teams?", "How do I mute people in Microsoft Teams?"),
        ("Can I play PS5 games on a PS4?", "Can I play PlayStation 5 games on a PlayStation 4?"),
        ("What is the speed limit on Interstate 95 in Maine?", "What's the speed limit on I-95 in Maine?"),
        ("Is Windows 11 free for Windows 10 users?", "Is Win 11 free for Win 10 users?"),
        ("How do I open the terminal in VS Code?", "How do I open the terminal in Visual Studio Code?"),
        ("How do I connect to MySQL from Node?", "How do I connect to MySQL from Node.js?"),
        ("How do I read a file in C#?", "How do I read a file in C sharp?"),
        ("How do I create an S3 bucket?", "How do I create an Amazon S3 bucket?"),
        ("How do I create an AWS S3 bucket?", "How do I create an S3 bucket?"),
        ("How do I use props in Vue?", "How do I use props in Vue.js?"),
    ],
)
def test_a_product_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How do I open the terminal in VS Code?", "How do I open the terminal in Visual Studio?"),
        ("How do I open the terminal in VS Code?", "How do I open the terminal in Microsoft Visual Studio?"),
        ("Is Google Chrome safe?", "Is Microsoft Edge safe?"),
        ("How do I reset my Apple Watch?", "How do I reset my watch?"),
        ("How do I mute teams?", "How do I mute Microsoft Teams?"),
        ("How do I write a word?", "How do I write a Microsoft Word?"),
        ("How do I reset my Audi S3?", "How do I reset my Amazon S3?"),
        ("How do I reset my Galaxy S3?", "How do I reset my Amazon S3?"),
        ("How do I read a file in C#?", "How do I read a file in C plus plus?"),
        ("Is Windows 11 free?", "Is Win 10 free?"),
        ("Can I play it on a PS5?", "Can I play it on a PlayStation 4?"),
        ("What is the speed limit on Interstate 95?", "What's the speed limit on I-295?"),
        ("How do I use React Native?", "How do I use React.js Native?"),
        ("How do I delete a node?", "How do I delete a Node.js?"),
        ("Does Microsoft own Excel?", "Does Adobe own Excel?"),
        ("How do I install the driver on Windows?", "How do I clean windows?"),
        ("How do I log in to Outlook?", "How do I log in to Microsoft Office?"),
        ("How do I clean chrome?", "How do I clean Google Chrome?"),
        ("HOW DO I CLEAN WINDOWS?", "How do I clean Microsoft Windows?"),
        ("Who was Kafka?", "Who was Apache Kafka?"),
        ("What is airflow?", "What is Apache Airflow?"),
    ],
)
def test_what_looks_like_a_product_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)
