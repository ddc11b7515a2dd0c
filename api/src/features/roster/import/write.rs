//! Writing what was read, in one transaction.

use super::{
    Report,
    files::{ClassRow, Folder, Guardian, Person, SchoolRow, Staff, Student},
};
use crate::{
    database::Transaction,
    entity::{class, school, student},
    features::{
        account::{self, NewAccount},
        audit::{self, By, Event},
        consent, staff,
    },
    problem::ApiError,
    state::State,
};
use anyhow::{Context, Result, anyhow};
use sea_orm::{ActiveModelTrait, ActiveValue::NotSet, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use shared_types::{audit::AuditAction, language::Language};
use std::collections::HashMap;
use uuid::Uuid;

/// (school code, class name) → class of the newest school year.
type Classes = HashMap<(String, String), Uuid>;
/// (school code, student number) → child.
type Students = HashMap<(String, String), Uuid>;

pub(super) async fn write(state: &State, folder: &Folder) -> Result<Report> {
    // Hashing takes longest and needs no database.
    let teachers = with_hashes(state, &folder.staff, |row| &row.person).await?;
    let guardians = with_hashes(state, &folder.guardians, |row| &row.person).await?;
    let transaction = state.database.begin().await?;
    for row in &folder.schools {
        write_school(&transaction, row).await?;
    }
    for row in &folder.classes {
        write_class(state, &transaction, row)
            .await
            .with_context(|| format!("class {} {}", row.school_code, row.name))?;
    }
    let classes = classes(&transaction).await?;
    let mut students = students(&transaction).await?;
    for row in &folder.students {
        write_student(state, &transaction, &classes, &mut students, row)
            .await
            .with_context(|| format!("student {} {}", row.school_code, row.student_number))?;
    }
    let mut given = Vec::with_capacity(teachers.len());
    for (row, hash) in teachers {
        let teacher = write_staff(state, &transaction, &classes, row, hash).await;
        given.push(teacher.with_context(|| format!("staff of {} {}", row.school_code, row.class_name))?);
    }
    let named: Vec<Uuid> = given.iter().map(|(_, class)| *class).collect();
    staff::end_all_but(state, &transaction, &named, &given).await?;
    for (row, hash) in guardians {
        write_guardian(state, &transaction, &students, row, hash)
            .await
            .with_context(|| format!("guardian of {} {}", row.school_code, row.student_number))?;
    }
    for text in &folder.consent_documents {
        consent::publish(state, &*transaction, text.version, text.language, &text.title, &text.body)
            .await
            .with_context(|| format!("consent text {}.{}", text.version, text.language.tag()))?;
    }
    let imported = Event::new(By::OPERATOR, AuditAction::RosterImported);
    audit::record(state, &*transaction, [imported]).await.map_err(in_words)?;
    transaction.commit().await?;
    Ok(Report {
        schools: folder.schools.len(),
        classes: folder.classes.len(),
        students: folder.students.len(),
        staff: folder.staff.len(),
        guardians: folder.guardians.len(),
        consent_documents: folder.consent_documents.len(),
    })
}

/// Each row with the hash of its initial password; none for people who have an account.
async fn with_hashes<'a, T>(
    state: &State,
    rows: &'a [T],
    person: impl Fn(&T) -> &Person,
) -> Result<Vec<(&'a T, Option<String>)>> {
    let mut hashed = Vec::with_capacity(rows.len());
    for row in rows {
        let id = &person(row).national_id;
        let known = account::find_by_national_id(state, state.database.reader(), id).await.map_err(in_words)?;
        let hash = match known {
            Some(_) => None,
            None => Some(state.passwords.hash(id.last_six()).await?),
        };
        hashed.push((row, hash));
    }
    Ok(hashed)
}

async fn write_school(transaction: &Transaction, row: &SchoolRow) -> Result<()> {
    let model = school::Model {
        code: row.code.clone(),
        name: row.name.clone(),
        district: row.district.clone(),
        levels: row.levels.clone(),
    };
    let update = OnConflict::column(school::Column::Code)
        .update_columns([school::Column::Name, school::Column::District, school::Column::Levels])
        .to_owned();
    school::Entity::insert(model.into_active_model())
        .on_conflict(update)
        .exec_without_returning(&**transaction)
        .await
        .map(drop)
        .map_err(Into::into)
}

async fn write_class(state: &State, transaction: &Transaction, row: &ClassRow) -> Result<()> {
    let model = class::Model {
        id: state.new_id(),
        school_code: row.school_code.clone(),
        school_year: row.school_year,
        level: row.level.clone(),
        grade: row.grade,
        name: row.name.clone(),
    };
    let key = [class::Column::SchoolCode, class::Column::SchoolYear, class::Column::Name];
    let update = OnConflict::columns(key).update_columns([class::Column::Level, class::Column::Grade]).to_owned();
    class::Entity::insert(model.into_active_model())
        .on_conflict(update)
        .exec_without_returning(&**transaction)
        .await
        .map(drop)
        .map_err(Into::into)
}

/// Only the newest year's: a class that a school forgot to name must not put its children into last year's.
async fn classes(transaction: &Transaction) -> Result<Classes> {
    let rows = class::Entity::find().all(&**transaction).await?;
    let mut newest: HashMap<String, i32> = HashMap::new();
    for row in &rows {
        let year = newest.entry(row.school_code.clone()).or_default();
        *year = row.school_year.max(*year);
    }
    let current = rows.into_iter().filter(|row| newest[&row.school_code] == row.school_year);
    Ok(current.map(|row| ((row.school_code, row.name), row.id)).collect())
}

async fn students(transaction: &Transaction) -> Result<Students> {
    let rows = student::Entity::find().all(&**transaction).await?;
    Ok(rows.into_iter().map(|row| ((row.school_code, row.student_number), row.id)).collect())
}

fn class_of(classes: &Classes, school_code: &str, class_name: &str) -> Result<Uuid> {
    let found = classes.get(&(school_code.to_owned(), class_name.to_owned()));
    found.copied().ok_or_else(|| anyhow!("there is no class {class_name} at school {school_code} in its newest year"))
}

async fn write_student(
    state: &State,
    transaction: &Transaction,
    classes: &Classes,
    students: &mut Students,
    row: &Student,
) -> Result<()> {
    let key = (row.school_code.clone(), row.student_number.clone());
    let known = students.get(&key).copied();
    let id = known.unwrap_or_else(|| state.new_id());
    let model = student::Model {
        id,
        class_id: class_of(classes, &row.school_code, &row.class_name)?,
        school_code: row.school_code.clone(),
        student_number: row.student_number.clone(),
        seat_number: row.seat_number,
        name: row.name.clone(),
        national_id_sealed: state.keys.seal(student::NATIONAL_ID, id, row.national_id.reveal().as_bytes()),
        national_id_index: state.keys.national_id_index(&row.national_id),
        birth_date_sealed: state.keys.seal(student::BIRTH_DATE, id, row.birth_date.to_string().as_bytes()),
        guardian_places: row.guardian_places.unwrap_or_default().into(),
    };
    let model = model.into_active_model();
    match known {
        Some(_) => {
            let mut model = model.reset_all();
            if row.guardian_places.is_none() {
                model.guardian_places = NotSet;
            }
            model.update(&**transaction).await.map(drop)?;
        }
        None => model.insert(&**transaction).await.map(drop)?,
    }
    students.insert(key, id);
    Ok(())
}

/// Account and class of a homeroom teacher.
async fn write_staff(
    state: &State,
    transaction: &Transaction,
    classes: &Classes,
    row: &Staff,
    hash: Option<String>,
) -> Result<(Uuid, Uuid)> {
    let account = account_of(state, transaction, &row.person, hash).await?;
    let class = class_of(classes, &row.school_code, &row.class_name)?;
    staff::assign_from_list(state, transaction, account, class).await?;
    Ok((account, class))
}

async fn write_guardian(
    state: &State,
    transaction: &Transaction,
    students: &Students,
    row: &Guardian,
    hash: Option<String>,
) -> Result<()> {
    let key = (row.school_code.clone(), row.student_number.clone());
    let student = *students.get(&key).ok_or_else(|| anyhow!("there is no such student"))?;
    let account = account_of(state, transaction, &row.person, hash).await?;
    account::bind(state, &**transaction, student, account, None, row.relationship).await.map_err(in_words)
}

/// The person's account, made if there is none.
async fn account_of(state: &State, transaction: &Transaction, person: &Person, hash: Option<String>) -> Result<Uuid> {
    // Somebody may stand in several rows: the second finds what the first made.
    if let Some(id) =
        account::find_by_national_id(state, &**transaction, &person.national_id).await.map_err(in_words)?
    {
        return Ok(id);
    }
    let new = NewAccount {
        name: person.name.clone(),
        email: person.email.clone(),
        email_is_proved: false,
        national_id: person.national_id.clone(),
        mobile: person.mobile.clone(),
        password_hash: hash.ok_or_else(|| anyhow!("the account was removed during the import; try again"))?,
    };
    account::create(state, &**transaction, new).await.map_err(in_words)
}

fn in_words(error: ApiError) -> anyhow::Error {
    let key = format!("problem.{}", error.code.code());
    anyhow!("{}", crate::locale::text(Language::TraditionalChinese, &key))
}
