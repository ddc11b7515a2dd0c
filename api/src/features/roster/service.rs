use super::{
    repository::{self, StudentRow},
    uploads,
};
use crate::{
    database::Transaction,
    entity::student,
    features::{account, binding, protection},
    http::authority::Applicant,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use sea_orm::{ConnectionTrait, DbErr};
use shared_types::{
    national_id::NationalId,
    person_name,
    problem::ProblemCode,
    school::{LookUpStudent, StudentLookup, StudentSummary},
};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A family has a handful of children; more is guessing. By verified address, so that a new session
/// doesn't begin anew.
const LOOKUPS: Limit = Limit { name: "student_lookups", hits: 10, window: Duration::HOUR };
/// For a whole network: a mobile carrier puts thousands behind one address.
const LOOKUPS_PER_NETWORK: Limit = Limit { name: "student_lookups_network", hits: 600, window: Duration::HOUR };

/// How long a child that was found can be applied for.
const LOOKUP_LIVES: Duration = Duration::DAY;
/// How long a registrar's file waits to be confirmed.
const UPLOAD_LIVES: Duration = Duration::days(14);

pub(super) async fn look_up_student(
    state: &State,
    applicant: &Applicant,
    network: &str,
    asked: LookUpStudent,
) -> ApiResult<StudentLookup> {
    let national_id = NationalId::parse(&asked.national_id).map_err(|code| ApiError::field("/national_id", code))?;
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, LOOKUPS, &applicant.address).await?;
    throttle::hit(state, &*transaction, LOOKUPS_PER_NETWORK, network).await?;
    let index = state.keys.national_id_index(&national_id);
    let level = asked.level.code();
    let found = find_student(&*transaction, &index, asked.school_code.trim(), level).await?;
    // Said before anything is signed, and to nobody but the very person.
    if let (Some(student), Some(account)) = (&found, applicant.account) {
        let own_id = account::national_id_index(&*transaction, account).await?;
        if binding::has_applied(&*transaction, student.id, &own_id).await? {
            transaction.commit().await?;
            return Err(ProblemCode::AlreadyApplied.into());
        }
    }
    let lookup = match &found {
        Some(student) => Some(lookup_of(state, &transaction, applicant, student.id).await?),
        None => None,
    };
    // Committed either way: a miss counts.
    transaction.commit().await?;
    let (student, id) = found.zip(lookup).ok_or(ProblemCode::StudentNotFound)?;
    Ok(StudentLookup { id, student: student.summary() })
}

/// The child at that school; a protected child where it was when it was sealed, as if it hadn't moved, and nowhere else.
async fn find_student(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
    school_code: &str,
    level: &str,
) -> ApiResult<Option<StudentRow>> {
    if let Some(found) = repository::find_student(connection, national_id_index, school_code, level).await? {
        return Ok(Some(found));
    }
    let Some(id) = protection::sealed_at(connection, national_id_index, school_code, level).await? else {
        return Ok(None);
    };
    let mut students = students_by_id(connection, [id]).await?;
    protection::hide_moves(connection, &mut students).await?;
    Ok(students.remove(&id))
}

/// One id for one child: so a form can tell that a child is in it already, although it keeps no ID numbers.
async fn lookup_of(state: &State, transaction: &Transaction, applicant: &Applicant, student: Uuid) -> ApiResult<Uuid> {
    // One that is about to end would leave no time to fill in the form.
    let since = state.now() - LOOKUP_LIVES / 2;
    if let Some(id) = repository::find_lookup(&**transaction, &applicant.address_index, student, since).await? {
        return Ok(id);
    }
    let id = state.new_id();
    repository::insert_lookup(&**transaction, id, applicant.session, student, state.now()).await?;
    Ok(id)
}

/// The children that the applicant's look-ups stand for, by look-up; others are missing from the answer, and those that
/// have left their school meanwhile and aren't protected.
///
/// They belong to the verified address and not to the session, so that a form survives a session's end.
///
/// # Errors
/// The database's.
pub async fn looked_up_students(
    state: &State,
    connection: &impl ConnectionTrait,
    applicant: &Applicant,
    lookups: &[Uuid],
) -> ApiResult<HashMap<Uuid, StudentRow>> {
    let since = state.now() - LOOKUP_LIVES;
    let lookups = repository::lookups(connection, &applicant.address_index, since, lookups).await?;
    let students = students_by_id(connection, lookups.iter().map(|l| l.student_id)).await?;
    let found = lookups.iter().filter_map(|l| Some((l.id, students.get(&l.student_id)?.clone())));
    let sealed = protection::sealed_among(connection, students.keys().copied()).await?;
    Ok(found.filter(|(_, student)| student.left_at.is_none() || sealed.contains(&student.id)).collect())
}

/// The children that the applicant has looked up and could apply for.
///
/// # Errors
/// The database's.
pub async fn looked_up(
    state: &State,
    connection: &impl ConnectionTrait,
    applicant: &Applicant,
) -> Result<Vec<Uuid>, DbErr> {
    repository::looked_up(connection, &applicant.address_index, state.now() - LOOKUP_LIVES).await
}

/// Drops look-ups that can't be applied for any more, and files that nobody confirmed.
///
/// # Errors
/// The database's.
pub async fn sweep(connection: &impl ConnectionTrait, now: OffsetDateTime) -> Result<(), DbErr> {
    repository::sweep(connection, now - LOOKUP_LIVES).await?;
    uploads::sweep(connection, now - UPLOAD_LIVES, now).await
}

/// Children with the names of their classes and schools.
///
/// # Errors
/// The database's.
pub async fn students_by_id(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> ApiResult<HashMap<Uuid, StudentRow>> {
    let rows = repository::students_by_id(connection, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The indexes of the ID numbers of the children that the applicant's look-ups stand for.
///
/// # Errors
/// The database's.
pub async fn looked_up_ids(
    state: &State,
    connection: &impl ConnectionTrait,
    applicant: &Applicant,
) -> ApiResult<Vec<Vec<u8>>> {
    let since = state.now() - LOOKUP_LIVES;
    Ok(repository::looked_up_ids(connection, &applicant.address_index, since).await?)
}

/// Name and ID number of a child, for a question to the household registry.
///
/// # Errors
/// `not_found`, or when the number doesn't open.
pub async fn identity(state: &State, connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<(String, NationalId)> {
    let row = repository::find_by_id(connection, id).await?.ok_or(ProblemCode::NotFound)?;
    let plain = state.keys.open_text(student::NATIONAL_ID, row.id, &row.national_id_sealed)?;
    let national_id = NationalId::parse(&plain)
        .map_err(|_| ApiError::internal(anyhow::anyhow!("student {} holds no ID number", row.id)))?;
    Ok((row.name, national_id))
}

impl StudentRow {
    /// Places that the school opened beyond the two of every child.
    pub fn opened_places(&self) -> u64 {
        self.guardian_places.max(0) as u64
    }

    /// As shown to somebody who isn't bound to the child.
    pub fn summary(&self) -> StudentSummary {
        StudentSummary {
            name_masked: person_name::masked(&self.name),
            school_name: self.school_name.clone(),
            class_name: self.class_name.clone(),
        }
    }
}
