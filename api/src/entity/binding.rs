//! Which account is bound to which child.

use crate::{ambient::Millis, database::millis};
use sea_orm::{Condition, entity::prelude::*};
use time::OffsetDateTime;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bindings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub student_id: Uuid,
    pub account_id: Uuid,
    /// Absent when the school brought the binding along, and for a carer.
    pub application_id: Option<Uuid>,
    pub relationship: String,
    /// For a carer the beginning of the first day, which may be to come.
    pub bound_at: Millis,
    /// The end of a carer's last day; none for guardians.
    pub ends_at: Option<Millis>,
    pub ended_at: Option<Millis>,
    /// The seal whose order named it.
    pub ended_by_seal: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::student::Entity", from = "Column::StudentId", to = "super::student::Column::Id")]
    Student,
}

impl Model {
    /// 受託照顧者: a carer's, which lasts for the days of a delegation.
    pub fn is_carers(&self) -> bool {
        self.ends_at.is_some()
    }
}

/// Guardians' that stand: those alone take places, are told of others and count as having bound the child.
pub fn of_guardians() -> Condition {
    Condition::all().add(Column::EndedAt.is_null()).add(Column::EndsAt.is_null())
}

/// Those by which somebody sees the child at that moment: guardians', and carers' on their days.
pub fn in_force(at: OffsetDateTime) -> Condition {
    let at = millis(at);
    let on_its_days = Condition::all().add(Column::BoundAt.lte(at)).add(Column::EndsAt.gt(at));
    let stands = Condition::any().add(Column::EndsAt.is_null()).add(on_its_days);
    Condition::all().add(Column::EndedAt.is_null()).add(stands)
}

impl ActiveModelBehavior for ActiveModel {}
