"""What somebody who is refused at the door reads: one or two plain lines."""


def say(text: str, **values: str) -> str:
    """In the company's language, loaded when somebody is refused first: the server is up before it needs any words."""
    from pages.parts import words

    return words.say(text, **values)


def failed() -> str:
    """The answer to a request that failed on our side."""
    return say("Something failed here. Whoever runs Fourcast finds the reason in the server's log.")


def open_address(address: str) -> str:
    """Why the server does not start where others could reach it and nobody signs in."""
    return say(
        "Fourcast does not start: server.address is {address}, so others could reach it, and nobody has to sign in. Add "
        "[auth] to .streamlit/secrets.toml (docs/sign_in.md), or serve this machine alone (server.address 127.0.0.1), or "
        "set FOURCAST_OPEN=1 to show everything to everybody who can reach it.",
        address=address,
    )


def needs_redirect() -> str:
    """Why the server does not start without the address to come back to."""
    return say(
        "Fourcast does not start: redirect_uri is missing from [auth] in .streamlit/secrets.toml, or the file cannot be "
        "read. It is the address of the app followed by /oauth2callback (docs/sign_in.md)."
    )


def needs_https() -> str:
    """Why the server does not start where cookies would travel in the open."""
    return say(
        "Fourcast does not start: redirect_uri in [auth] must begin with https://. Browsers keep no sign-in from a plain "
        "http address (docs/sign_in.md)."
    )


def needs_cookie_secret() -> str:
    """Why the server does not start with a secret that can be guessed."""
    return say(
        "Fourcast does not start: cookie_secret in [auth] is missing or short. Make one with "
        'python -c "import secrets; print(secrets.token_hex(32))" (docs/sign_in.md).'
    )


def only_this_machine() -> str:
    """The answer to others while nobody has to sign in."""
    return say(
        "Without sign-in Fourcast answers only the machine that it runs on, at 127.0.0.1 or localhost. "
        "Whoever runs it finds in docs/sign_in.md how to open it to others."
    )


def other_host() -> str:
    """The answer to a request for a name that is not ours."""
    return say("Fourcast is not at this address. Ask for the one that it was set up for.")


def foreign_page() -> str:
    """The answer to a page of another site that would talk to the app."""
    return say("This page is not part of Fourcast.")


def for_this_machine() -> str:
    """The answer at an address that is for programs of this machine."""
    return say("This address answers only the machine that Fourcast runs on.")


def not_signed_in() -> str:
    """The answer to somebody who asks for a file without having signed in."""
    return say("Sign in to Fourcast first.")


def no_file() -> str:
    """The answer to somebody who asks for a file that was not made for them."""
    return say("There is no such file, or it is not yours.")


def no_upload() -> str:
    """The answer to a file that no page asked for."""
    return say("Nobody asked for a file here. Open the page Import.")
