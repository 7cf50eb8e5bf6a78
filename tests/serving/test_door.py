"""The front door of the server: who gets in, and what is served beside Prefect."""

import asyncio
import base64

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from confoundry.page_address import page_address
from confoundry.serving.door import LOGIN, Door
from confoundry.serving.web import pages_of

AUTH = "confoundry:secret"
VISIT = {"accept": "text/html,*/*"}
BASIC = {"authorization": "Basic " + base64.b64encode(AUTH.encode()).decode()}


@pytest.fixture
def study(tmp_path):
    """A study with a page of its own."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/index.html").write_text("<p>the page")
    (tmp_path / "reports/diagnosis.json").write_text("{}")
    (tmp_path / "secret.html").write_text("secret")
    (tmp_path / "reports/link.html").symlink_to(tmp_path / "secret.html")
    return tmp_path


@pytest.fixture
def browser(study):
    routes = [
        Route("/runs/{run}", lambda _: HTMLResponse("<p>a run")),
        Route("/assets/a.js", lambda _: PlainTextResponse("code")),
        Route("/api/health", lambda _: PlainTextResponse("true")),
    ]
    return Browser(Door(Starlette(routes=routes), AUTH, pages_of(study)))


class Browser:
    """A client of an ASGI application, which keeps cookies."""

    def __init__(self, app):
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:4200")

    def get(self, path, **options):
        return asyncio.run(self._client.get(path, **options))

    def post(self, path, **options):
        return asyncio.run(self._client.post(path, **options))


def test_a_first_visit_is_asked_for_the_password_where_it_went(browser):
    first = browser.get("/runs/1", headers=VISIT)
    assert first.status_code == 401
    assert "<h1>Log in</h1>" in first.text
    assert "a run" not in first.text
    assert browser.post(LOGIN, content="confoundry:wrong").status_code == 401
    assert browser.get("/runs/1", headers=VISIT).status_code == 401
    login = browser.post(LOGIN, content=AUTH)
    assert login.status_code == 204
    assert {"HttpOnly", "SameSite=lax"} <= set(login.headers["set-cookie"].split("; "))
    assert "secret" not in login.headers["set-cookie"]
    assert browser.get("/runs/1", headers=VISIT).text == "<p>a run"


def test_the_form_keeps_the_password_where_prefects_pages_look_for_it(browser):
    form = browser.get("/runs/1", headers=VISIT).text
    assert f'fetch("{LOGIN}"' in form
    assert 'localStorage.setItem("prefect-password", btoa(password))' in form


def test_programs_are_left_to_prefects_own_check(browser):
    assert browser.get("/api/health").text == "true"
    assert browser.get("/api/health", headers=VISIT).text == "true"
    assert browser.get("/assets/a.js").text == "code"


def test_pages_let_a_browser_reach_no_other_host(browser):
    browser.post(LOGIN, content=AUTH)
    policy = browser.get("/runs/1", headers=VISIT).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    hosts = {word for rule in rules.values() for word in rule.split() if "." in word or "//" in word or word == "*"}
    assert hosts == {"ws://127.0.0.1:*", "ws://localhost:*"}
    assert "default-src" in rules


def test_the_studys_pages_are_served_to_who_knows_the_password(browser):
    assert "the page" not in browser.get("/pages/study/index.html").text
    page = browser.get("/pages/study/index.html", headers=BASIC)
    assert page.text == "<p>the page"
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


OTHERS = ["study/", "study/none.html", "study/diagnosis.json", "study/link.html", "other/index.html"]
OUTSIDE = ["study/..%2fsecret.html", "study/../secret.html", "nightly/index.html"]


@pytest.mark.parametrize("path", OTHERS + OUTSIDE)
def test_nothing_else_is_served(browser, path):
    answer = browser.get(f"/pages/{path}", headers=BASIC)
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_an_address_is_the_servers_if_one_serves_the_page(study, monkeypatch):
    own, nightly = study / "reports/index.html", study / ".prefect/nightly/checkout/reports/index.html"
    assert page_address(own) == own.as_uri()
    monkeypatch.setenv("CONFOUNDRY_PAGES", "http://127.0.0.1:4200/pages")
    monkeypatch.setenv("CONFOUNDRY_STUDY", str(study))
    assert page_address(own) == "http://127.0.0.1:4200/pages/study/index.html"
    assert page_address(nightly) == "http://127.0.0.1:4200/pages/nightly/index.html"
    elsewhere = study.parent / "elsewhere/reports/index.html"
    assert page_address(elsewhere) == elsewhere.as_uri()
