"""What people do with the blog, in a real browser over the real services."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import Page, expect

from journeys.conftest import NewPerson
from stand.person import Person

PASSWORD = "three words are enough"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def email() -> str:
    return f"{uuid4().hex}@example.com"


def _whole_journey(someone: Person) -> None:
    address, word = email(), f"w{uuid4().hex}"
    title = f"A walk {word}"
    someone.register("Kim 김", address, PASSWORD)
    someone.publish(title, "First line\nSecond line")
    someone.press("button", "Edit")
    someone.sees("heading", "Edit a post")
    someone.write("Text", f"All new {word}")
    someone.press("button", "Save")
    expect(someone.page.get_by_text(f"All new {word}", exact=True)).to_be_visible()

    someone.write("Your comment", "I was there too.")
    someone.press("button", "Comment")
    expect(someone.page.get_by_role("listitem")).to_contain_text("I was there too.")
    someone.press("button", "Delete comment")
    someone.agrees("Delete comment")
    expect(someone.page.get_by_role("listitem")).to_have_count(0)

    someone.press("link", "Blog")
    someone.write("Search posts", word)
    someone.press("button", "Search")
    someone.sees("heading", f"Posts with “{word}”")
    expect(someone.page.get_by_role("listitem")).to_have_count(1)
    someone.press("link", title)
    someone.sees("heading", title)

    someone.press("button", "Delete")
    someone.agrees("Delete post")
    someone.hears("The post is deleted.")
    someone.press("button", "Log out")
    someone.hears("You are logged out.")
    someone.log_in(address, PASSWORD)
    someone.hears("You are logged in as Kim 김.")


def test_a_mouse_is_enough(person: NewPerson) -> None:
    _whole_journey(person())


def test_a_keyboard_is_enough(person: NewPerson) -> None:
    someone = person(keyboard=True)
    someone.page.keyboard.press("Tab")
    someone.press("link", "Skip to content")
    expect(someone.page.get_by_role("main")).to_be_focused()
    _whole_journey(someone)


def test_a_phone_is_enough(person: NewPerson) -> None:
    _whole_journey(person(**PHONE, color_scheme="dark"))


def test_everything_fits_a_phone_and_a_thumb(person: NewPerson) -> None:
    someone = person(**PHONE)
    someone.register("Kim", email(), PASSWORD)
    someone.publish("W" * 200, "x" * 300)
    for address in ("#/", "#/new", "#/login", "#/register"):
        _fits(someone.page)
        someone.page.evaluate("address => (location.hash = address)", address)
        expect(someone.page.get_by_role("heading", level=1)).not_to_have_text("")
    _fits(someone.page)


def _fits(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, f"{page.url} is {width} pixels wide"
    controls = page.locator("main button, main input, main textarea, nav a, nav button, h2 a")
    for control in controls.all():
        if control.is_visible():
            box = control.bounding_box()
            assert box, control
            assert box["height"] >= 44, f"{control} at {page.url} is {box}"


def test_every_field_has_a_label_and_its_error(person: NewPerson) -> None:
    someone = person()
    someone.press("link", "Register")
    someone.write("Name", "Kim")
    someone.write("E-mail", "no address")
    someone.write("Password", "short")
    someone.press("button", "Register")
    field = someone.page.get_by_label("E-mail", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    someone.write("E-mail", email())
    someone.write("Password", "password1234")
    someone.press("button", "Register")
    field = someone.page.get_by_label("Password", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()


def test_a_taken_address_and_a_wrong_password_are_said(person: NewPerson) -> None:
    address = email()
    person().register("Kim", address, PASSWORD)
    other = person()
    other.press("link", "Register")
    other.write("Name", "Lee")
    other.write("E-mail", address)
    other.write("Password", PASSWORD)
    other.press("button", "Register")
    expect(other.page.locator(".error:not(:empty)")).to_have_count(1)
    other.press("link", "Log in")
    other.log_in(address, "not the password")
    expect(other.page.get_by_role("alert")).not_to_be_empty()
    other.sees("link", "Log in")


def test_a_session_outlives_a_reload_but_no_script_can_read_it(person: NewPerson) -> None:
    someone = person()
    someone.register("Kim", email(), PASSWORD)
    page = someone.page
    readable = page.evaluate(
        "document.cookie + JSON.stringify({...localStorage, ...sessionStorage})"
    )
    assert readable == '{"session":"1"}'
    (cookie,) = page.context.cookies(f"{page.url.split('#')[0]}api/auth/refresh")
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    page.reload()
    someone.sees("button", "Log out")
    second = Person(page.context.new_page())
    second.page.goto("/")
    second.sees("button", "Log out")
    page.reload()
    someone.press("button", "Log out")
    someone.hears("You are logged out.")
    page.reload()
    someone.sees("link", "Log in")
    assert page.context.cookies(f"{page.url.split('#')[0]}api/auth/refresh") == []


def test_an_ended_session_is_renewed_without_a_word(person: NewPerson) -> None:
    someone = person()
    someone.page.clock.install()
    someone.register("Kim", email(), PASSWORD)
    with someone.page.expect_response("**/api/auth/refresh") as renewed:
        someone.page.clock.fast_forward("15:00")
        someone.publish("Later", "text")
    assert renewed.value.ok


def test_only_the_author_is_offered_changes(person: NewPerson) -> None:
    author, title = person(), f"Mine {uuid4().hex}"
    author.register("Kim", email(), PASSWORD)
    author.publish(title, "text")
    reader = person()
    reader.register("Kim", email(), PASSWORD)
    reader.page.goto(author.page.url)
    reader.page.reload()
    reader.sees("heading", title)
    reader.sees("button", "Log out")
    assert reader.page.get_by_role("button", name="Edit").count() == 0
    assert reader.page.get_by_role("button", name="Delete").count() == 0


def test_what_people_write_stays_text(person: NewPerson) -> None:
    someone = person()
    markup = f"<img src=x onerror=\"document.title='broken'\"><b>{uuid4().hex}</b>"
    someone.register("<i>Kim</i>", email(), PASSWORD)
    someone.publish(markup, markup)
    expect(someone.page.locator(".text")).to_have_text(markup)
    someone.press("link", "Blog")
    someone.press("link", markup)
    assert someone.page.locator("main img, main b, header i").count() == 0


def test_the_next_page_is_a_button_away(person: NewPerson) -> None:
    someone, word = person(), f"w{uuid4().hex}"
    someone.register("Kim", email(), PASSWORD)
    for number in range(21):
        someone.publish(f"{word} {number}", "text")
    someone.press("link", "Blog")
    someone.write("Search posts", word)
    someone.press("button", "Search")
    items = someone.page.get_by_role("listitem")
    expect(items).to_have_count(20)
    someone.press("button", "Show more")
    expect(items).to_have_count(21)
    expect(items.last.get_by_role("link")).to_be_focused()
    expect(someone.page.get_by_role("button", name="Show more")).to_be_hidden()
