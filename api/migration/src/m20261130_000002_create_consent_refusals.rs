//! For which children a guardian chose 「不同意並退出」.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let refusals = with_uuid_key("consent_refusals")
            .references("consent_record_id", "consent_records")
            .references("student_id", "students")
            .col(big_integer("refused_at"))
            .to_owned();
        manager.create_table(refusals).await?;
        manager.create_index(unique("consent_refusals", &["consent_record_id", "student_id"])).await?;
        manager.create_index(index("consent_refusals", &["student_id"])).await
    }
}
