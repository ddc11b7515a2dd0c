//! Carers' delegations, and bindings that end by themselves.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // None: a guardian's, which stands until somebody ends it.
        let ends_at = Table::alter().table("bindings").add_column(big_integer_null("ends_at")).to_owned();
        manager.alter_table(ends_at).await?;
        // A carer can have several: one for each delegation, on days that don't overlap.
        let mut one_live = unique("bindings", &["student_id", "account_id"]);
        let name = "ix_bindings_student_id_account_id";
        manager.drop_index(Index::drop().name(name).table("bindings").to_owned()).await?;
        let of_guardians = Expr::col("ended_at").is_null().and(Expr::col("ends_at").is_null());
        manager.create_index(one_live.cond_where(of_guardians).to_owned()).await?;

        let delegations = with_uuid_key("carer_delegations")
            .references("student_id", "students")
            .references("account_id", "accounts")
            // None: the child was protected when it was recorded, and nobody was bound.
            .references_maybe("binding_id", "bindings")
            .col(blob("document_index"))
            .col(blob("document_reference_sealed"))
            .col(blob_null("note_sealed"))
            .col(big_integer("starts_at"))
            .col(big_integer("ends_at"))
            .references("recorded_by", "accounts")
            .col(big_integer("recorded_at"))
            .references_maybe("ended_by", "accounts")
            .col(blob_null("end_reason_sealed"))
            .col(big_integer_null("ended_at"))
            .to_owned();
        manager.create_table(delegations).await?;
        let one_of_a_document = unique("carer_delegations", &["student_id", "account_id", "document_index"])
            .cond_where(Expr::col("ended_at").is_null())
            .to_owned();
        manager.create_index(one_of_a_document).await?;
        manager.create_index(index("carer_delegations", &["account_id"])).await?;
        manager.create_index(index("carer_delegations", &["binding_id"])).await?;
        manager.create_index(index("carer_delegations", &["ends_at"])).await
    }
}
