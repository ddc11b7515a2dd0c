//! One child's application.

use super::return_reason::ReturnReasonColumn;
use crate::ambient::Millis;
use crate::crypto::Place;
use sea_orm::entity::prelude::*;

pub const NATIONAL_ID: Place = Place::new("binding_applications", "national_id_sealed");
pub const MOBILE: Place = Place::new("binding_applications", "mobile_sealed");
pub const SIGNED_ID: Place = Place::new("binding_applications", "signed_id_sealed");

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "binding_applications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub form_id: Uuid,
    pub student_id: Uuid,
    pub relationship: String,
    pub relationship_note: Option<String>,
    pub name: String,
    pub email: String,
    pub national_id_sealed: Vec<u8>,
    pub national_id_index: Vec<u8>,
    pub mobile_sealed: Vec<u8>,
    /// Name, e-mail and mobile are those of the account that the person had.
    pub is_of_account: bool,
    pub email_is_proved: bool,
    pub status: String,
    pub version: i32,
    pub submitted_at: Millis,
    pub decided_at: Option<Millis>,
    /// Of what was sent last.
    pub paper_returned_at: Option<Millis>,
    /// By whoever reviews.
    pub reminded_at: Option<Millis>,
    pub return_reason: Option<ReturnReasonColumn>,
    /// Cancelled or ended.
    pub closed_at: Option<Millis>,
    pub account_id: Option<Uuid>,
    /// Approved by the school and not carried out when its child was sealed: the protection desk's to carry out.
    pub held_at: Option<Millis>,
    /// The index of the ID number that was signed for, where the bureau has corrected it since.
    pub signed_id_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::application_form::Entity",
        from = "Column::FormId",
        to = "super::application_form::Column::Id"
    )]
    Form,
    #[sea_orm(belongs_to = "super::student::Entity", from = "Column::StudentId", to = "super::student::Column::Id")]
    Student,
}

impl ActiveModelBehavior for ActiveModel {}
