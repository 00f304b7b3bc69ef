"""Code in a question counts to its last sign; marks of prose do not."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.alike import compared
from cachecore_gateway.semantic.alike.typed_names import other_name
from cachecore_gateway.semantic.guards import first_veto
from cachecore_gateway.semantic.reading import analyse
from cachecore_gateway.semantic.reading.code import code_of, other_code


def veto(left: str, right: str) -> str:
    return first_veto(*map(analyse, compared(left, right)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("What does `^[a-z]+$` match?", ("^[a-z]+$",)),
        ("Is (a) or 'b' right, e.g. for 5% of $3, and/or 24/7?", ()),
        ("Is C++ like C#? *please*, thanks :-) <3", ()),
        ("copy src/ to dest", ("src/",)),
        ("What does git commit --amend do", ("--amend",)),
        ("What is x = 1?", ("=",)),
        ("AT&T or R&D @ home #1", ()),
        ("Where is ~/.bashrc; and what is in it?", ("~/.bashrc",)),
        ("It costs 5$, US dollars I mean; ~10 km away...", ()),
    ],
)
def test_code_is_told_by_its_signs(text: str, code: tuple[str, ...]) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # signs at an end
        ("What does scp -r logs/ host do?", "What does scp -r logs host/ do?"),
        ("What does the glob log? match in zsh?", "What does the glob log match in zsh?"),
        ("Which files does this glob match: data?", "Which files does this glob match: data"),
        ("Explain the regex \\d+?", "Explain the regex \\d+"),
        ("Is this a valid statement: return x;", "Is this a valid statement: return x"),
        ("Which keys does this vim command press: :q!", "Which keys does this vim command press: :q"),
        ("Which anchor is in $abc?", "Which anchor is in abc$?"),
        ("What does MATLAB print for y = 2;", "What does MATLAB print for y = 2"),
        ("Is the systemctl verb 'is-enabled'?", "Is the systemctl verb 'isenabled'?"),
        # blanks
        ("In zsh, what does x=1 y do?", "In zsh, what does x = 1 y do?"),
        ("Why does [ $n = 3 ] fail in a shell?", "Why does [ $n=3 ] fail in a shell?"),
        ("How long is ' ab' in Python?", "How long is 'ab' in Python?"),
        # kinds of quotes
        ('Why is "order" an error in MySQL?', "Why is `order` an error in MySQL?"),
        ("What does echo '$HOME' print?", 'What does echo "$HOME" print?'),
        ('Is {"x": 1} valid JSON?', "Is {“x”: 1} valid JSON?"),
        # separators
        ("What is the delimiter of: x|y|z", "What is the delimiter of: x,y,z"),
        ("How is this CSV read: 1;b;c", "How is this CSV read: 1,b,c"),
        # order and place
        ("What does cp * a do?", "What does cp a * do?"),
        ("What does cut -d, -f1 print?", "What does cut -f1 -d, print?"),
        ("What does git checkout -- main do?", "What does git checkout main -- do?"),
        # what is typed
        ("Is this sentence correct? The cat lost its tail.", "Is this sentence correct? The cat lost it's tail."),
        ("Where is a comma missing? If so call me", "Where is a comma missing? If so, call me"),
        ("Is the capital letter right? we met in Paris", "Is the capital letter right? We met in Paris"),
    ],
)
def test_other_code_is_another_question(left: str, right: str) -> None:
    assert veto(left, right) != ""
    assert veto(right, left) != ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("npm instal not working", "npm install not working"),
        ("whats the diff between git merge and git rebase", "What's the diff between git merge and git rebase?"),
        ("What does `git stash` do?", "what does git stash do"),
        ("What does 'git stash' do?", "What does `git stash` do?"),
        ("how do i undo a commit", "How do I undo a commit?"),
        ("Explain git rebase.", "explain git rebase"),
        ("What does ls -la do?", "what does ls -la do"),
        ("What does x = 1 do in Python?", "What does x=1 do in Python?"),
        ("How do I use docker compose; I am new to it", "How do I use docker compose? I am new to it."),
        ("Is it *really* free?", "Is it really free?"),
        ("docker error: permission denied", "Docker error: permission denied."),
        ("Are you open 24/7?", "are you open 24/7"),
        ("How do I install docker?? :-)", "How do I install docker?"),
        ("What is the price (in euros)?", "What is the price in euros?"),
        ("How do I get a refund -- and when?", "How do I get a refund - and when?"),
        ("How do I drop a column in `pandas`?", "How do I drop a column in pandas"),
        ("Quick question: how do I restart nginx?", "how do i restart nginx"),
        ("My command fails: what can I do?", "my command fails: what can i do"),
        ("Is 20 ~ 30 minutes enough?", "Is 20 ~ 30 minutes enough"),
        ("Can I pay by card;what about cash?", "Can I pay by card; what about cash?"),
    ],
)
def test_marks_of_prose_make_no_other_question(left: str, right: str) -> None:
    assert not other_code(left, right)
    assert veto(left, right) == ""
    assert veto(right, left) == ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # packages and modules
        ("How do I pip install scipy?", "How do I pip install sciipy?"),
        ("npm instal coffee-script", "npm install coffeescript"),
        ("cargo install ripgrep on Linux", "cargo install ripgrepp on Linux"),
        ("Why does import yaml fail in Python?", "Why does import yamll fail in Python?"),
        ("Is jeilyfish the package to install from PyPI?", "Is jellyfish the package to install from PyPI?"),
        ("Is it safe to install event-stream?", "Is it safe to install eventstream?"),
        # how a name is written in a notation
        ("Is the CSS property named color?", "Is the CSS property named colour?"),
        ("Does the Accept-Encoding header exist?", "Does the AcceptEncoding header exist?"),
        ("Is `elseif` a valid Python keyword?", "Is `elsif` a valid Python keyword?"),
        ("Is MAKEFILE a valid file name for make on Linux?", "Is Makefile a valid file name for make on Linux?"),
        # capitals
        ("Is None a value in Python?", "Is none a value in Python?"),
        ("What is a Set in Python?", "What is a set in Python?"),
        ("What does O do in vim?", "What does o do in vim?"),
        ("Is String or string right in Java?", "Is string or String right in Java?"),
        # command lines
        ("docker run my-app", "docker run myapp"),
        ("git checkout fix-login", "git checkout fix login"),
        ("What does pip install . do?", "What does pip install do?"),
        ("npm run build-dev fails", "npm run build dev fails"),
        ("What does git clean -fd do?", "What does git clean -f -d do?"),
        # numbers in code
        ("Is 1e-4 a usual learning rate?", "Is 1e4 a usual learning rate?"),
        ("What does cond?yes:no give?", "What does cond yes:no give?"),
    ],
)
def test_a_name_that_is_typed_counts_letter_by_letter(left: str, right: str) -> None:
    assert veto(left, right) != ""
    assert veto(right, left) != ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("how do I instal numpy in pyhton", "How do I install numpy in Python?"),
        ("pip instal eror", "pip install error"),
        ("Is Python good for beginers?", "is python good for beginners"),
        ("what is a list in python", "what is a List in Python"),
        ("What is NumPy in Python?", "What is numpy in Python?"),
        ("How do I sort a String in Java?", "How do I sort a string in Java?"),
        ("Can I install docker on windos?", "Can I install docker on windows?"),
        ("What is JSON in JavaScript?", "What is Json in Javascript?"),
        ("Is there a safe way to rename a git branch?", "is there a safe way to rename a git brnach"),
        ("Is docker compose good?", "Is docker-compose good?"),
        ("whats the right way to use kubectl get pods", "What's the right way to use kubectl get pods?"),
        ('How do I fix a "merge conflict" in git?', "how do i fix a merge conflict in git"),
        ("My laptop is slow &the fan is loud", "My laptop is slow & the fan is loud"),
        ("is it safe to eat raw eggs", "Is it safe to eat raw eggs?"),
        ("how do i spel accomodation in a headr", "how do I spell accommodation in a header"),
        ("wich git comand shows the last comit", "Which git command shows the last commit?"),
    ],
)
def test_slips_elsewhere_are_put_right(left: str, right: str) -> None:
    assert not other_name(left, right)
