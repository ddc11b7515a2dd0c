//! What was found by reading whole tables in a city of a million applications.

use crate::table::index;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Most applications have no account yet. SQLite, which doesn't know how many they are, took their index for a way to
        // those without one, and read them all.
        let all = Index::drop().name("ix_binding_applications_account_id").table("binding_applications").to_owned();
        manager.drop_index(all).await?;
        let mut with_account = index("binding_applications", &["account_id"]);
        manager.create_index(with_account.cond_where(Expr::col("account_id").is_not_null()).to_owned()).await?;
        // The unique ones leave out who has left: carers and ended bindings, and children of former years.
        manager.create_index(index("bindings", &["student_id"])).await?;
        manager.create_index(index("students", &["school_code"])).await
    }
}
