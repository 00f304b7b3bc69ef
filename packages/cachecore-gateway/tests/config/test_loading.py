"""Configuration from the file, the environment and flags: what wins, what is refused, what the message says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cachecore_gateway.config import (
    FIXED_VARIABLES,
    OTHER_VARIABLES,
    Leaf,
    SettingProblems,
    Settings,
    all_leaves,
    dump,
    load,
    restore,
)
from cachecore_gateway.config.reading import Reading
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.identity import Rate
from cachecore_gateway.engine import EngineSettings
from cachecore_gateway.limits import LimitSettings
from cachecore_gateway.stores.settings import EmbeddedSettings, Quota
from cachecore_gateway.telemetry import LogLevel, Price
from cachecore_gateway.upstream import UpstreamSettings

SECRET = "0123456789abcdef0123456789abcdef"
ENOUGH = {"CACHECORE_JWT_SECRET": SECRET}

Loaded = Callable[..., Settings]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """Loads a TOML text with variables."""

    def load_it(
        toml: str = "", *, dev: bool = False, flags: dict[str, object] | None = None, **environ: str
    ) -> Settings:
        path = tmp_path / "cachecore.toml"
        path.write_text(toml, encoding="utf-8")
        return load(str(path), ENOUGH | environ, dev=False, flags=flags)

    return load_it


def problems_of(loaded: Loaded, toml: str = "", **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingProblems) as caught:
        loaded(toml, **environ)
    return caught.value.problems


def test_nothing_but_a_secret_is_needed(loaded: Loaded) -> None:
    settings = loaded()
    assert (settings.server.host, settings.server.port, settings.server.workers) == ("127.0.0.1", 8080, 1)
    assert settings.engine == EngineSettings()


def test_without_a_secret_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(SettingProblems, match="CACHECORE_JWT_SECRET"):
        load(None, {}, dev=False)
    with pytest.raises(SettingProblems, match="CACHECORE_JWT_SECRET") as caught:
        load(None, {"CACHECORE_JWT_SECRET": "too-short-4711"}, dev=False)
    assert "4711" not in str(caught.value)


def test_what_development_allows_cannot_be_configured(loaded: Loaded) -> None:
    (in_the_file,) = problems_of(loaded, "[auth]\ndev = true")
    (in_a_variable,) = problems_of(loaded, CACHECORE_AUTH_DEV="true")
    assert "auth.dev is not a setting" in in_the_file
    assert "CACHECORE_AUTH_DEV is not a setting" in in_a_variable


def test_tables_of_the_file_reach_their_sections(loaded: Loaded) -> None:
    settings = loaded(
        """
        [server]
        port = 9000
        max_body_bytes = 1000
        [limits]
        anonymous = "5/1"
        tenant = { requests = 600, seconds = 60 }
        trusted_proxies = ["10.0.0.0/8", "::1"]
        [cache]
        isolate_by_user = true
        fresh_seconds = 10
        ignore_paths = ["/metadata/trace_id"]
        [l2]
        preset = "strict"
        similarity_threshold = 0.95
        [engine]
        refresh_count = 3
        [stores.embedded]
        directory = "elsewhere"
        [stores.embedded.tenant_quotas.acme]
        max_entry_count = 5
        [upstream.openai]
        base_url = "http://127.0.0.1:9/v1"
        [telemetry]
        log_level = "error"
        [prices."gpt-4o*"]
        input_usd = 2.5
        output_usd = 10
        """
    )
    assert (settings.server.port, settings.web.max_body_bytes) == (9000, 1000)
    assert (settings.limits.anonymous, settings.limits.tenant) == (Rate(5, 1.0), Rate(600, 60.0))
    assert settings.limits.max_subjects == LimitSettings().max_subjects
    assert settings.limits.trusted_proxies == ("10.0.0.0/8", "::1")
    assert (settings.cache.isolate_by_user, settings.engine.lifetime.fresh_seconds) == (True, 10.0)
    assert settings.engine.lifetime.stale_seconds == 600.0
    assert settings.protocols.ignore_paths == ("/metadata/trace_id",)
    assert settings.engine.meaning.preset is Preset.STRICT
    assert settings.engine.meaning.similarity_threshold == 0.95
    assert settings.engine.refresh_count == 3
    assert settings.stores.embedded.directory == Path("elsewhere")
    assert settings.stores.embedded.tenant_quotas == {"acme": Quota(max_entry_count=5)}
    assert settings.upstream.openai.base_url == "http://127.0.0.1:9/v1"
    assert settings.upstream.anthropic == UpstreamSettings().anthropic
    assert settings.telemetry.log_level is LogLevel.ERROR
    assert settings.telemetry.prices == {"gpt-4o*": Price(2.5, 10.0)}


def test_the_environment_outweighs_the_file_and_a_flag_outweighs_both(loaded: Loaded) -> None:
    toml = "[server]\nport = 1\nworkers = 3\nhost = 'a'"
    settings = loaded(toml, CACHECORE_PORT="2", CACHECORE_HOST="b", flags={"server.port": 4})
    assert (settings.server.port, settings.server.host, settings.server.workers) == (4, "b", 3)


@pytest.mark.parametrize("leaf", all_leaves(), ids=lambda leaf: str(leaf.name))
def test_every_setting_is_read_from_the_variable_of_its_name(leaf: Leaf) -> None:
    """Setting it to its own default changes nothing; what is no value of its type is refused by its name."""
    variable = "CACHECORE_" + leaf.name.upper().replace(".", "_")
    reading = Reading(all_leaves(), {variable: "env:NOBODY_SET_THIS" if leaf.secret else "{"}, Path())
    reading.environment()
    assert not any("is not a setting" in problem for problem in reading.problems)
    taken = reading.values.get(leaf.place)
    assert reading.problems[0].startswith(f"{variable}: {leaf.name}") if taken is None else "{" in str(taken)


@pytest.mark.parametrize(
    ("variable", "text", "place", "expected"),
    [
        ("CACHECORE_HOST", "::1", "server.host", "::1"),
        ("CACHECORE_PORT", "81", "server.port", 81),
        ("CACHECORE_WORKERS", "2", "server.workers", 2),
        ("CACHECORE_STORE", "/var/lib/x", "stores.embedded.directory", Path("/var/lib/x")),
        ("CACHECORE_OPENAI_BASE_URL", "http://h/v1", "upstream.openai.base_url", "http://h/v1"),
        ("CACHECORE_ANTHROPIC_BASE_URL", "http://h", "upstream.anthropic.base_url", "http://h"),
        ("OPENAI_API_KEY", "sk-1", "upstream.openai.api_key", "sk-1"),
        ("ANTHROPIC_API_KEY", "sk-2", "upstream.anthropic.api_key", "sk-2"),
        ("ADMIN_TOKEN", "adm", "web.admin_token", "adm"),
        ("CACHECORE_LIMITS_ANONYMOUS", "7/2", "limits.anonymous", Rate(7, 2.0)),
        ("CACHECORE_SERVER_DEBUG_HEADERS", "yes", "web.debug_headers", True),
        ("CACHECORE_LIMITS_TRUSTED_PROXIES", "10.0.0.0/8, ::1", "limits.trusted_proxies", ("10.0.0.0/8", "::1")),
        ("CACHECORE_CACHE_FRESH_SECONDS", "1.5", "engine.lifetime.fresh_seconds", 1.5),
        ("CACHECORE_L2_PRESET", "off", "engine.meaning.preset", Preset.OFF),
        ("CACHECORE_L2_SIMILARITY_THRESHOLD", "0.9", "engine.meaning.similarity_threshold", 0.9),
        (
            "CACHECORE_PRICES",
            '{"m": {"input_usd": 1, "output_usd": 2}}',
            "telemetry.prices",
            {"m": Price(1.0, 2.0)},
        ),
        ("CACHECORE_UPSTREAM_OPENAI_TENANT_KEYS", '{"acme": "sk-3"}', "upstream.openai.tenant_keys", {"acme": "sk-3"}),
    ],
)
def test_variables_set_what_they_name(loaded: Loaded, variable: str, text: str, place: str, expected: object) -> None:
    assert value_at(loaded(**{variable: text}), place) == expected


def test_an_empty_variable_is_not_set(loaded: Loaded) -> None:
    assert loaded("[server]\nport = 5", CACHECORE_PORT="").server.port == 5


def test_two_variables_for_one_setting_must_agree(loaded: Loaded) -> None:
    assert loaded(CACHECORE_PORT="5", CACHECORE_SERVER_PORT="5").server.port == 5
    (problem,) = problems_of(loaded, CACHECORE_PORT="5", CACHECORE_SERVER_PORT="6")
    assert "CACHECORE_PORT and CACHECORE_SERVER_PORT both set server.port" in problem


def test_variables_of_others_are_left_alone(loaded: Loaded) -> None:
    loaded(PATH="/bin", OPENAI_BASE_URL="x", CACHE_SIZE="1", CACHECORE_URL="http://x", CACHECORE_TOKEN="t")


def test_every_problem_is_said_at_once(loaded: Loaded) -> None:
    problems = problems_of(
        loaded,
        '[server]\nprot = 1\nworkers = "two"\n[sever]\nx = 1\n[cache]\nfresh_seconds = -1\n',
        CACHECORE_PROT="1",
        CACHECORE_PORT="99999",
    )
    assert len(problems) == 6
    text = "\n".join(problems)
    assert "server.prot is not a setting; did you mean server.port?" in text
    assert "sever is not a setting; did you mean server?" in text
    assert "CACHECORE_PROT is not a setting; did you mean CACHECORE_PORT?" in text
    assert "server.workers: input should be a valid integer" in text
    assert "cache.fresh_seconds is -1.0" in text
    assert "server.port is 99999" in text


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[server]\nport = '80'", "server.port: input should be a valid integer"),
        ("[server]\nport = 80.5", "server.port"),
        ("[server]\nport = true", "server.port"),
        ("[server]\nport = -1", "server.port is -1"),
        ("[server]\ndebug_headers = 1", "server.debug_headers"),
        ("[server]\nworkers = 0", "server.workers is 0"),
        ("[server]\nhost = ''", "server.host"),
        ("[limits]\nanonymous = '0/60'", "limits.anonymous must be 1 request or more"),
        ("[limits]\nanonymous = 'often'", "limits.anonymous must look like 100/60"),
        ("[limits]\nanonymous = {requests = 5, seconds = 0}", "limits.anonymous"),
        ("[limits]\nanonymous = {requests = 5, minutes = 1}", "limits.anonymous.minutes is not a setting"),
        ("[limits]\ntrusted_proxies = ['10.0.0.0/99']", "limits.trusted_proxies holds '10.0.0.0/99'"),
        ("[limits]\ntrusted_proxies = '10.0.0.0/8'", "limits.trusted_proxies"),
        ("[server]\nmax_in_flight = 0", "server.max_in_flight is 0; set it to 1 or more"),
        ("[cache]\nfresh_seconds = nan", "cache.fresh_seconds must be a finite number"),
        ("[cache]\nfresh_seconds = inf", "cache.fresh_seconds must be a finite number"),
        ("[cache]\nfresh_seconds = 1979-05-27", "cache.fresh_seconds is a date"),
        ("[l2]\npreset = 'lax'", "l2.preset: input should be 'off', 'balanced' or 'strict'"),
        ("[l2]\nsimilarity_threshold = 1.5", "l2.similarity_threshold is 1.5; set it to -1 to 1"),
        ("[l2]\ncandidate_count = 0", "l2.candidate_count is 0; set it to 1 to 1000"),
        ("server = 1", "server is not a setting"),
        ("[prices.m]\ninput_usd = -1\noutput_usd = 1", "input_usd is -1.0"),
        ("[prices.m]\ninput_usd = 1", "prices.m.output_usd"),
        ("[stores.embedded.tenant_quotas.t]\nmax = 1", "stores.embedded.tenant_quotas.t.max is not a setting"),
        ("[upstream.openai]\nbase_url = 'ftp://x'", "upstream.openai.base_url"),
    ],
)
def test_wrong_values_are_refused_by_name(loaded: Loaded, toml: str, said: str) -> None:
    (problem,) = problems_of(loaded, toml)
    assert said in problem


@pytest.mark.parametrize(
    "text",
    ["redis://localhost", "rediss://u:p@h:6379/0", "unix:///run/redis.sock", "redis+sentinel://u:p@h:26379,i/name"],
)
def test_the_store_can_be_a_server(loaded: Loaded, text: str) -> None:
    settings = loaded(CACHECORE_STORE=text)
    assert settings.stores.redis_url == text
    assert settings.stores.embedded == EmbeddedSettings()
    assert "u:p" not in repr(settings)


def test_a_store_of_another_kind_is_refused(loaded: Loaded) -> None:
    (problem,) = problems_of(loaded, CACHECORE_STORE="postgres://u:canary@h/db")
    assert "redis://" in problem
    assert "canary" not in problem


def test_a_file_that_is_not_there_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingProblems, match=r"nowhere\.toml cannot be read"):
        load(str(tmp_path / "nowhere.toml"), ENOUGH, dev=False)
    (tmp_path / "bad.toml").write_text("[server")
    with pytest.raises(SettingProblems, match="is not TOML"):
        load(str(tmp_path / "bad.toml"), ENOUGH, dev=False)
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(SettingProblems, match="not UTF-8"):
        load(str(tmp_path / "bad.toml"), ENOUGH, dev=False)


def test_the_environment_can_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[server]\nport = 77")
    assert load(None, ENOUGH | {"CACHECORE_CONFIG": str(tmp_path / "c.toml")}, dev=False).server.port == 77


def test_a_tenants_own_table_reaches_those_who_honour_it(loaded: Loaded) -> None:
    settings = loaded('[tenants.acme]\nl2 = "strict"\nignore_paths = ["/trace/id"]')
    assert settings.tenants["acme"].ignore_paths == ("/trace/id",)
    assert settings.engine.tenants["acme"].l2 is Preset.STRICT
    assert restore(dump(settings)) == settings
    assert loaded().engine.tenants == {}


def test_no_two_settings_share_a_name_or_a_variable() -> None:
    names = [leaf.name for leaf in all_leaves()]
    variables = [variable for leaf in all_leaves() for variable in leaf.variables]
    assert len(set(names)) == len(names)
    assert len(set(variables)) == len(variables)
    assert set(variables).isdisjoint(OTHER_VARIABLES)


def test_every_short_variable_names_a_setting() -> None:
    assert set(FIXED_VARIABLES.values()) <= {leaf.name for leaf in all_leaves()}


def test_every_setting_says_what_it_means() -> None:
    assert [leaf.name for leaf in all_leaves() if not leaf.meaning.endswith(".")] == []


def value_at(settings: object, place: str) -> object:
    for name in place.split("."):
        settings = getattr(settings, name)
    return settings
