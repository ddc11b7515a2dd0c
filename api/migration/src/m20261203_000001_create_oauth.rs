//! The OpenID Connect provider: signing keys, clients and their secrets, what people allowed, requests, codes, tokens.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_signing_keys(manager).await?;
        create_clients(manager).await?;
        create_grants(manager).await?;
        create_requests(manager).await?;
        create_tokens(manager).await
    }
}

async fn create_signing_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let keys = with_uuid_key("oauth_signing_keys")
        .col(string("algorithm"))
        // Counts up within an algorithm: of two processes that make the next key, one fails.
        .col(integer("generation"))
        .col(blob("private_key_sealed"))
        .col(big_integer("created_at"))
        .col(big_integer("signs_from"))
        // Withdrawn before its time; nothing that it signed holds any more.
        .col(big_integer_null("withdrawn_at"))
        .to_owned();
    manager.create_table(keys).await?;
    manager.create_index(unique("oauth_signing_keys", &["algorithm", "generation"])).await
}

async fn create_clients(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let clients = with_uuid_key("oauth_clients")
        .col(integer("version"))
        .col(string("kind"))
        .col(string("auth_method"))
        // Names, addresses, scopes and keys, as JSON.
        .col(text("settings"))
        .col(string("sector"))
        .references("created_by", "accounts")
        .col(big_integer("created_at"))
        .col(big_integer_null("disabled_at"))
        .to_owned();
    manager.create_table(clients).await?;
    manager.create_index(index("oauth_clients", &["sector"])).await?;
    let secrets = with_uuid_key("oauth_client_secrets")
        .references("client_id", "oauth_clients")
        .col(blob("secret_hash"))
        .col(big_integer("created_at"))
        // None: until another takes its place.
        .col(big_integer_null("expires_at"))
        .to_owned();
    manager.create_table(secrets).await?;
    manager.create_index(index("oauth_client_secrets", &["client_id"])).await?;
    // What clients have proved themselves with, so that nobody else does with the same.
    let assertions = Table::create()
        .table("oauth_assertions")
        .col(ColumnDef::new("hash").blob().not_null().primary_key())
        .col(big_integer("expires_at"))
        .to_owned();
    manager.create_table(assertions).await?;
    manager.create_index(index("oauth_assertions", &["expires_at"])).await
}

async fn create_grants(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let grants = with_uuid_key("oauth_grants")
        .references("account_id", "accounts")
        .references("client_id", "oauth_clients")
        // What the client knows the person by.
        .col(string("subject"))
        .col(string("scopes"))
        .col(big_integer("granted_at"))
        .col(big_integer_null("revoked_at"))
        .to_owned();
    manager.create_table(grants).await?;
    let mut one_live = unique("oauth_grants", &["account_id", "client_id"]);
    manager.create_index(one_live.cond_where(Expr::col("revoked_at").is_null()).to_owned()).await?;
    manager.create_index(index("oauth_grants", &["subject"])).await
}

async fn create_requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let requests = with_uuid_key("oauth_requests")
        .references("client_id", "oauth_clients")
        .col(blob("handle_hash"))
        .col(blob("parameters_sealed"))
        .col(boolean("is_pushed"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("decided_at"))
        .to_owned();
    manager.create_table(requests).await?;
    manager.create_index(unique("oauth_requests", &["handle_hash"])).await?;
    manager.create_index(index("oauth_requests", &["expires_at"])).await
}

async fn create_tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut codes = with_uuid_key("oauth_codes");
    of_a_sign_in(&mut codes)
        .col(blob("code_hash"))
        .col(string("redirect_uri"))
        .col(string("code_challenge"))
        .col(string_null("nonce"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"));
    manager.create_table(codes).await?;
    manager.create_index(unique("oauth_codes", &["code_hash"])).await?;
    manager.create_index(index("oauth_codes", &["account_id"])).await?;
    manager.create_index(index("oauth_codes", &["expires_at"])).await?;

    // All tokens of one code: what ends, ends together. It has the code's id.
    let mut families = with_uuid_key("oauth_token_families");
    of_a_sign_in(&mut families)
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("revoked_at"));
    manager.create_table(families).await?;
    for column in ["account_id", "session_id", "grant_id", "client_id", "expires_at"] {
        manager.create_index(index("oauth_token_families", &[column])).await?;
    }

    let refresh = with_uuid_key("oauth_refresh_tokens")
        .references("family_id", "oauth_token_families")
        .col(blob("token_hash"))
        .col(big_integer("created_at"))
        .col(big_integer_null("rotated_at"))
        .col(uuid_null("replaced_by"))
        .to_owned();
    manager.create_table(refresh).await?;
    manager.create_index(unique("oauth_refresh_tokens", &["token_hash"])).await?;
    manager.create_index(index("oauth_refresh_tokens", &["family_id"])).await
}

fn of_a_sign_in(table: &mut TableCreateStatement) -> &mut TableCreateStatement {
    table
        .references("grant_id", "oauth_grants")
        .references("account_id", "accounts")
        .references("client_id", "oauth_clients")
        // No reference: sessions are dropped before what was allowed in them ends.
        .col(uuid("session_id"))
        .col(string("scopes"))
        .col(string("locale"))
        .col(big_integer("auth_time"))
}
