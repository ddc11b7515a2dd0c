//! Schools, classes and students as the schools' registries keep them.

use crate::table::{References, index, unique, with_uuid_key};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schools = Table::create()
            .table("schools")
            .col(ColumnDef::new("code").string().not_null().primary_key())
            .col(string("name"))
            .col(string("district"))
            // Wire codes joined by `|`, as in the public lists.
            .col(string("levels"))
            .to_owned();
        manager.create_table(schools).await?;

        let classes = with_uuid_key("classes")
            .col(string("school_code"))
            .foreign_key(ForeignKey::create().from_col("school_code").to("schools", "code"))
            // 民國
            .col(integer("school_year"))
            .col(string("level"))
            .col(integer("grade"))
            .col(string("name"))
            .to_owned();
        manager.create_table(classes).await?;
        manager.create_index(unique("classes", &["school_code", "school_year", "name"])).await?;

        let students = with_uuid_key("students")
            .references("class_id", "classes")
            .col(string("school_code"))
            .foreign_key(ForeignKey::create().from_col("school_code").to("schools", "code"))
            .col(string("student_number"))
            .col(integer("seat_number"))
            .col(string("name"))
            .col(blob("national_id_sealed"))
            .col(blob("national_id_index"))
            .col(blob("birth_date_sealed"))
            // Opened by the school beyond the two of every child, for guardians who aren't parents.
            .col(integer("guardian_places"))
            // Class and number are the last ones then.
            .col(big_integer_null("left_at"))
            .col(string_null("departure"))
            .col(big_integer_null("carry_over_until"))
            .to_owned();
        manager.create_table(students).await?;
        let one_number = unique("students", &["school_code", "student_number"])
            .cond_where(Expr::col("left_at").is_null())
            .to_owned();
        manager.create_index(one_number).await?;
        // A child is one row for as long as it goes to school.
        manager.create_index(unique("students", &["national_id_index"])).await?;
        let carried_over =
            index("students", &["carry_over_until"]).cond_where(Expr::col("carry_over_until").is_not_null()).to_owned();
        manager.create_index(carried_over).await?;
        manager.create_index(index("students", &["class_id", "seat_number"])).await
    }
}
