//! Single-sign-on accounts, their sessions, and what staff may do: roles, and homeroom teachers' classes.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let accounts = with_uuid_key("accounts")
            .col(string("name"))
            .col(string_null("display_name"))
            .col(string("email"))
            .col(boolean("email_is_proved"))
            // The e-mail address, or something else where another person's account has it already.
            .col(blob("sign_in_name_sealed"))
            .col(blob("sign_in_name_index"))
            .col(blob("national_id_sealed"))
            .col(blob("national_id_index"))
            .col(blob("mobile_sealed"))
            .col(string("password_hash"))
            // initial: may only be used to set another one.
            .col(boolean("password_is_initial"))
            .col(big_integer_null("initial_password_expires_at"))
            .col(integer("initial_password_failures"))
            .col(big_integer("created_at"))
            .to_owned();
        manager.create_table(accounts).await?;
        manager.create_index(unique("accounts", &["sign_in_name_index"])).await?;
        manager.create_index(unique("accounts", &["national_id_index"])).await?;

        let sessions = with_uuid_key("account_sessions")
            .references("account_id", "accounts")
            .col(boolean("must_change_password"))
            .col(string("client"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("revoked_at"))
            .to_owned();
        manager.create_table(sessions).await?;
        manager.create_index(index("account_sessions", &["account_id"])).await?;
        manager.create_index(index("account_sessions", &["expires_at"])).await?;

        let activation_tokens = with_uuid_key("activation_tokens")
            .references("account_id", "accounts")
            .col(blob("token_hash"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("used_at"))
            .to_owned();
        manager.create_table(activation_tokens).await?;
        manager.create_index(unique("activation_tokens", &["token_hash"])).await?;
        manager.create_index(index("activation_tokens", &["account_id"])).await?;

        let mut homeroom = with_uuid_key("homeroom_assignments")
            .references("account_id", "accounts")
            .references("class_id", "classes")
            .col(boolean("is_substitute"))
            .to_owned();
        manager.create_table(with_time_in_force(&mut homeroom)).await?;
        manager.create_index(index("homeroom_assignments", &["account_id", "class_id"])).await?;
        manager.create_index(index("homeroom_assignments", &["class_id"])).await?;

        let mut roles = with_uuid_key("staff_roles")
            .references("account_id", "accounts")
            .col(string("role"))
            // None: of the city.
            .col(string_null("school_code"))
            .foreign_key(ForeignKey::create().from_col("school_code").to("schools", "code"))
            .to_owned();
        manager.create_table(with_time_in_force(&mut roles)).await?;
        manager.create_index(index("staff_roles", &["account_id"])).await?;
        manager.create_index(index("staff_roles", &["role", "school_code"])).await
    }
}

fn with_time_in_force(table: &mut TableCreateStatement) -> TableCreateStatement {
    table
        .col(big_integer("starts_at"))
        // From then on it isn't in force any more; the row stays.
        .col(big_integer_null("ends_at"))
        // None: an import, or the command line.
        .references_maybe("granted_by", "accounts")
        // Who ended it before its time.
        .references_maybe("ended_by", "accounts")
        .to_owned()
}
