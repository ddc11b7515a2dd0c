//! Protective seals of children.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let seals = with_uuid_key("protective_seals")
            .references("student_id", "students")
            // The child's, wherever a school's list has it.
            .col(blob("national_id_index"))
            .col(blob("order_index"))
            .col(blob("order_reference_sealed"))
            .col(blob_null("note_sealed"))
            // Where the child was when it was sealed: what others go on being shown when it moves.
            .col(string("school_code"))
            .col(string("school_name"))
            .col(string("class_name"))
            .references("sealed_by", "accounts")
            .col(big_integer("sealed_at"))
            .references_maybe("lift_requested_by", "accounts")
            .col(big_integer_null("lift_requested_at"))
            .references_maybe("lifted_by", "accounts")
            .col(big_integer_null("lifted_at"))
            .to_owned();
        manager.create_table(seals).await?;
        let one_of_an_order = unique("protective_seals", &["national_id_index", "order_index"])
            .cond_where(Expr::col("lifted_at").is_null())
            .to_owned();
        manager.create_index(one_of_an_order).await?;
        manager.create_index(index("protective_seals", &["lifted_at"])).await
    }
}
