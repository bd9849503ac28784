"""Everything an operator can set, in one frozen object read from `TENANTRY_*` variables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tenantry.plans import read_plans
from tenantry.settings.kinds import (
    CommaSeparated,
    EvmNodes,
    Folder,
    HttpUrl,
    Locale,
    PathPrefix,
    PlansFile,
    PostgresUrl,
    RedisUrl,
    Sender,
    SmtpUrl,
)


class Settings(BaseSettings):
    """The settings of one Tenantry service, from the environment or given in code."""

    model_config = SettingsConfigDict(env_prefix="TENANTRY_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 picks one.")
    workers: int = Field(1, ge=1, le=128, description="Server processes.")
    public_url: HttpUrl = Field(
        "", description="The URL people reach the service at; the default is http://HOST:PORT."
    )
    root_path: PathPrefix = Field("", description="The path prefix a reverse proxy strips off.")
    trusted_proxies: CommaSeparated = Field(
        (), description="Proxy addresses whose X-Forwarded-* headers are believed."
    )
    cors_origins: CommaSeparated = Field(
        (), description="Origins whose browsers may call the API; `*` allows all."
    )

    data_dir: Folder = Field(
        Path(".tenantry"), description="Where the embedded database and the signing keys live."
    )
    database_url: PostgresUrl | None = Field(
        None,
        description="A PostgreSQL 15+ in place of the embedded one, as the role that owns the "
        "schema: postgresql://owner:password@host/database.",
    )
    app_database_url: PostgresUrl | None = Field(
        None,
        description="The same database as the unprivileged role requests run as; the default is "
        "TENANTRY_DATABASE_URL with the role `tenantry_app`, which migrating creates.",
    )
    pool_size: int = Field(
        10, ge=1, le=1000, description="Database connections a worker holds at most."
    )
    statement_timeout: int = Field(
        15_000, ge=0, le=600_000, description="Milliseconds a statement may take; 0 is no limit."
    )
    migrate_on_start: bool = Field(
        True, description="Bring the schema up to date when the service starts."
    )

    jobs: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Run jobs (mail, sweeps) in the server's own processes; `auto` does with the "
        "embedded database, and leaves them to `tenantry worker` otherwise.",
    )

    smtp_url: SmtpUrl | None = Field(
        None,
        description="The server that mail goes to: smtp://user:password@host:587?starttls or "
        "smtps://…; without one mail is kept in the outbox of the data directory.",
    )
    mail_from: Sender = Field(
        "",
        description="Who mail is from, as `Product <hello@example.com>`; the default is noreply "
        "at the host of the public URL.",
    )
    locale: Locale = Field(
        "en", description="The language of mail to whoever has told us no other: en or de."
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe log line written."
    )
    log_format: Literal["auto", "json", "human"] = Field(
        "auto", description="`auto` is human on a terminal and JSON elsewhere."
    )

    telemetry: bool = Field(
        False,
        description="Emit OpenTelemetry traces and metrics through the SDK the process configures.",
    )

    signing_key: SecretStr | None = Field(
        None,
        description="Ed25519 private keys in PEM, newest first, in place of those kept in the "
        "data directory: the first signs, all verify.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Keys that seal what is stored secretly, newest first and comma-separated, in "
        "place of the one kept in the data directory: the first seals, all open.",
    )
    passkey_origins: CommaSeparated = Field(
        (),
        description="Origins beside the public URL's whose pages may ask for passkeys, as "
        "https://app.example.com; its host has to be the public URL's or below it.",
    )
    token_audience: str = Field("tenantry", min_length=1, description="`aud` of access tokens.")
    access_token_minutes: int = Field(
        15, ge=1, le=60 * 24, description="Minutes an access token lives."
    )
    session_max_days: int = Field(
        90, ge=1, le=3650, description="Days after a sign-in before one has to sign in again."
    )
    session_days: int = Field(
        30, ge=1, le=365, description="Days a session lives after its last refresh."
    )
    password_threads: int = Field(
        2, ge=1, le=64, description="Passwords hashed at once, each in a thread of its own."
    )

    evm_rpc_urls: EvmNodes = Field(
        (),
        description="A node of each EVM chain whose contract wallets may sign in: "
        "1=https://…,8453=https://….",
    )
    cosmos_chains: str = Field(
        "cosmos=cosmoshub-4,osmo=osmosis-1,secret=secret-4,juno=juno-1,akash=akashnet-2,"
        "stars=stargaze-1,neutron=neutron-1,noble=noble-1,celestia=celestia",
        pattern=r"^[a-z]+=[A-Za-z0-9._-]+(,[a-z]+=[A-Za-z0-9._-]+)*$",
        description="Address prefixes whose wallets may sign in, and the chain of each.",
    )

    rate_limits: Literal["on", "off"] = Field(
        "on", description="Limit how often sign-in, sign-up, mails and invitations are tried."
    )
    rate_limit_url: RedisUrl | None = Field(
        None,
        description="A Redis that counts those attempts in place of PostgreSQL: redis://host:6379.",
    )
    resources: CommaSeparated = Field(
        (), description="Modules of your own that declare resources, comma-separated."
    )

    plans_file: PlansFile | None = Field(
        None, description="A TOML file with plans of your own, in place of the four."
    )
    billing: Literal["sandbox", "manual"] = Field(
        "sandbox",
        description="Who changes plans: `sandbox` is the owner, free of charge, `manual` the "
        "operator alone, with `tenantry plan`.",
    )
    trial_tier: str = Field(
        "pro", validate_default=True, description="The plan a first organization tries."
    )
    trial_days: int = Field(30, ge=0, le=3650, description="Days a trial lasts; 0 is no trial.")
    trials_per_user: int = Field(1, ge=0, le=1000, description="Trials one user may start.")

    model_url: HttpUrl = Field(
        "", description="The OpenAI-compatible endpoint chatbots answer through; empty is none."
    )
    model_key: SecretStr | None = Field(None, description="The API key of that endpoint.")
    model_name: str = Field(
        "", description="The model of chatbots that name none, as the endpoint calls it."
    )
    model_timeout: int = Field(
        120, ge=1, le=3600, description="Seconds a model may take for a whole answer."
    )

    @field_validator("trial_tier")
    @classmethod
    def _known_tier(cls, value: str, info: ValidationInfo) -> str:
        plans = read_plans(info.data.get("plans_file"))
        if "plans_file" in info.data and value not in plans:
            raise ValueError(f"must be one of {', '.join(plans)}")
        return value

    def evm_rpc(self, chain_id: str) -> str | None:
        """The URL of a node of an EVM chain, or None."""
        nodes = (node.get_secret_value().partition("=") for node in self.evm_rpc_urls)
        return next((url for chain, _, url in nodes if chain == chain_id), None)

    @property
    def cosmos_prefixes(self) -> dict[str, str]:
        """The chain id of each Cosmos address prefix."""
        return dict(pair.split("=") for pair in self.cosmos_chains.split(","))

    @property
    def base_url(self) -> str:
        """The service's own URL, without a trailing slash: the issuer of its tokens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"
