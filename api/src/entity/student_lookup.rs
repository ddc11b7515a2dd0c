//! Children that were found in a session.

use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "student_lookups")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub applicant_session_id: Uuid,
    pub student_id: Uuid,
    pub created_at: Millis,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::student::Entity", from = "Column::StudentId", to = "super::student::Column::Id")]
    Student,
    #[sea_orm(
        belongs_to = "super::applicant_session::Entity",
        from = "Column::ApplicantSessionId",
        to = "super::applicant_session::Column::Id"
    )]
    Session,
}

impl ActiveModelBehavior for ActiveModel {}
