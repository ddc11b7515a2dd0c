//! Accounts and students of one ID number that are both right: a grown student who is a parent.

use crate::table::{References, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pairs = with_uuid_key("right_pairs")
            .references("account_id", "accounts")
            .references("student_id", "students")
            .references("found_by", "accounts")
            .col(big_integer("found_at"))
            .to_owned();
        manager.create_table(pairs).await?;
        manager.create_index(unique("right_pairs", &["account_id", "student_id"])).await
    }
}
