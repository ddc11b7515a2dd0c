//! Children, as the school's registry has them.

use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const NATIONAL_ID: Place = Place::new("students", "national_id_sealed");
pub const BIRTH_DATE: Place = Place::new("students", "birth_date_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "students")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub class_id: Uuid,
    pub school_code: String,
    /// 學號
    pub student_number: String,
    /// 座號
    pub seat_number: i32,
    pub name: String,
    pub national_id_sealed: Vec<u8>,
    pub national_id_index: Vec<u8>,
    pub birth_date_sealed: Vec<u8>,
    /// Opened by the school beyond the two of every child, for guardians who aren't parents.
    pub guardian_places: i32,
    /// Not at that school any more; the class and the number are the last ones.
    pub left_at: Option<Millis>,
    pub departure: Option<String>,
    /// When the bindings of a child that has left end; none once they have, or the child is at a school again.
    pub carry_over_until: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::class::Entity", from = "Column::ClassId", to = "super::class::Column::Id")]
    Class,
    #[sea_orm(belongs_to = "super::school::Entity", from = "Column::SchoolCode", to = "super::school::Column::Code")]
    School,
}

impl ActiveModelBehavior for ActiveModel {}
