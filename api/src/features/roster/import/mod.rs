//! Reading a school's data from CSV files: all or nothing, repeatable.
//!
//! A folder holds any of `schools.csv`, `classes.csv`, `students.csv`, `staff.csv`, `guardians.csv` and
//! `consent-documents/<version>.<language>.md`. Rows that are there already are brought up to date.

mod files;
mod write;

use crate::{
    crypto::Place,
    entity::{account, class, homeroom_assignment, school, student},
    state::State,
};
use anyhow::{Result, bail};
use files::Folder;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait};
use std::{fmt, path::Path};

/// What an import did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    pub schools: usize,
    pub classes: usize,
    pub students: usize,
    pub staff: usize,
    pub guardians: usize,
    pub consent_documents: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "imported: {} schools, {} classes, {} students, {} staff, {} guardians, {} consent texts",
            self.schools, self.classes, self.students, self.staff, self.guardians, self.consent_documents
        )
    }
}

/// Imports every file of the folder in one transaction.
///
/// # Errors
/// Every row that is not right, by file and line; nothing is written then.
pub async fn import_folder(state: &State, folder: &Path) -> Result<Report> {
    let (folder, mistakes) = Folder::read(folder)?;
    if !mistakes.is_empty() {
        bail!("nothing was imported; these rows are not right:\n{}", mistakes.join("\n"));
    }
    write::write(state, &folder).await
}

/// (class, e-mail) of every homeroom teacher.
///
/// # Errors
/// The database's.
pub async fn homeroom_teachers(state: &State) -> Result<Vec<(String, String)>> {
    let connection = state.database.reader();
    let rows: Vec<(String, String, uuid::Uuid)> = homeroom_assignment::Entity::find()
        .join(JoinType::InnerJoin, homeroom_assignment::Relation::Class.def())
        .join(JoinType::InnerJoin, class::Relation::School.def())
        .filter(homeroom_assignment::Column::EndsAt.is_null())
        .order_by_asc(class::Column::SchoolCode)
        .order_by_asc(class::Column::Name)
        .select_only()
        .column(school::Column::Name)
        .column(class::Column::Name)
        .column(homeroom_assignment::Column::AccountId)
        .into_tuple()
        .all(connection)
        .await?;
    let accounts =
        account::Entity::find().filter(account::Column::Id.is_in(rows.iter().map(|row| row.2))).all(connection).await?;
    let email = |id| accounts.iter().find(|a| a.id == id).map(|a| a.email.clone()).unwrap_or_default();
    Ok(rows.into_iter().map(|(school, class, id)| (format!("{school} {class}"), email(id))).collect())
}

/// Whether the keys open what is stored; `None` when nothing is.
///
/// # Errors
/// The database's.
pub async fn check_keys(state: &State) -> Result<Option<bool>> {
    const PLACE: Place = student::NATIONAL_ID;
    let any = student::Entity::find().one(state.database.reader()).await?;
    Ok(any.map(|row| state.keys.open(PLACE, row.id, &row.national_id_sealed).is_ok()))
}
