//! Application forms, one application per child on them, review decisions, registry checks, and bindings.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let forms = with_uuid_key("application_forms")
            .col(string("reference"))
            .references("consent_record_id", "consent_records")
            .col(blob("address_index"))
            .col(string("language"))
            .col(big_integer("created_at"))
            .to_owned();
        manager.create_table(forms).await?;
        manager.create_index(unique("application_forms", &["reference"])).await?;
        manager.create_index(index("application_forms", &["address_index"])).await?;
        manager.create_index(index("application_forms", &["consent_record_id"])).await?;

        let applications = with_uuid_key("binding_applications")
            .references("form_id", "application_forms")
            .references("student_id", "students")
            .col(string("relationship"))
            .col(string_null("relationship_note"))
            .col(string("name"))
            .col(string("email"))
            .col(blob("national_id_sealed"))
            .col(blob("national_id_index"))
            .col(blob("mobile_sealed"))
            .col(boolean("is_of_account"))
            .col(boolean("email_is_proved"))
            .col(string("status"))
            .col(integer("version"))
            .col(big_integer("submitted_at"))
            .col(big_integer_null("decided_at"))
            .col(big_integer_null("paper_returned_at"))
            .col(big_integer_null("reminded_at"))
            .col(string_null("return_reason"))
            // Cancelled or ended.
            .col(big_integer_null("closed_at"))
            .references_maybe("account_id", "accounts")
            .to_owned();
        manager.create_table(applications).await?;
        manager.create_index(index("binding_applications", &["form_id"])).await?;
        manager.create_index(index("binding_applications", &["student_id", "status"])).await?;
        manager.create_index(index("binding_applications", &["national_id_index"])).await?;
        manager.create_index(index("binding_applications", &["account_id"])).await?;
        manager.create_index(index("binding_applications", &["email"])).await?;
        // Applying twice for the same child: one wins, whatever races.
        let one_open = unique("binding_applications", &["student_id", "national_id_index"])
            .cond_where(Expr::col("status").is_in(["registry_checking", "in_review", "returned", "approved"]))
            .to_owned();
        manager.create_index(one_open).await?;

        // Evidence, apart from what is read every day: one for every version that was signed.
        let signatures = with_uuid_key("application_signatures")
            .references("application_id", "binding_applications")
            .col(integer("application_version"))
            .col(blob("evidence_sealed"))
            .col(integer("signing_key"))
            .col(blob("server_signature"))
            .col(big_integer("signed_at"))
            .to_owned();
        manager.create_table(signatures).await?;
        manager.create_index(unique("application_signatures", &["application_id", "application_version"])).await?;

        let decisions = with_uuid_key("review_decisions")
            .references("application_id", "binding_applications")
            // None: the household registry confirmed it.
            .references_maybe("decided_by", "accounts")
            .col(string("outcome"))
            .col(string_null("reason"))
            .col(integer("application_version"))
            .col(big_integer("decided_at"))
            .col(big_integer_null("undone_at"))
            .to_owned();
        manager.create_table(decisions).await?;
        manager.create_index(unique("review_decisions", &["application_id", "application_version"])).await?;

        let registry_checks = with_uuid_key("registry_checks")
            .references("application_id", "binding_applications")
            .col(integer("application_version"))
            .col(big_integer("created_at"))
            // When the question first went out.
            .col(big_integer_null("asked_at"))
            .col(big_integer_null("answered_at"))
            .col(string_null("outcome"))
            .col(string_null("findings"))
            .to_owned();
        manager.create_table(registry_checks).await?;
        manager.create_index(unique("registry_checks", &["application_id", "application_version"])).await?;
        let unanswered =
            index("registry_checks", &["created_at"]).cond_where(Expr::col("answered_at").is_null()).to_owned();
        manager.create_index(unanswered).await?;

        let bindings = with_uuid_key("bindings")
            .references("student_id", "students")
            .references("account_id", "accounts")
            .references_maybe("application_id", "binding_applications")
            .col(string("relationship"))
            .col(big_integer("bound_at"))
            .col(big_integer_null("ended_at"))
            .to_owned();
        manager.create_table(bindings).await?;
        let one_live =
            unique("bindings", &["student_id", "account_id"]).cond_where(Expr::col("ended_at").is_null()).to_owned();
        manager.create_index(one_live).await?;
        manager.create_index(index("bindings", &["application_id"])).await?;
        manager.create_index(index("bindings", &["account_id"])).await
    }
}
