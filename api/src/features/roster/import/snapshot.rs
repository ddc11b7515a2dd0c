//! What is there, as far as a roster may change it.

use super::student::Roster;
use crate::{
    ambient::Millis,
    crypto::Keyring,
    entity::{binding, class, school, student},
    features::protection::sealed_students,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Values in one query: both databases take more.
pub(super) const CHUNK: usize = 5_000;

/// A child that is there.
#[derive(FromQueryResult)]
pub(super) struct Known {
    pub(super) id: Uuid,
    pub(super) class_id: Uuid,
    pub(super) school_code: String,
    pub(super) student_number: String,
    pub(super) seat_number: i32,
    pub(super) name: String,
    pub(super) national_id_index: Vec<u8>,
    pub(super) birth_date_sealed: Vec<u8>,
    pub(super) guardian_places: i32,
    pub(super) left_at: Option<Millis>,
}

impl Known {
    pub(super) fn birth_date(&self, keys: &Keyring) -> Option<String> {
        keys.open_text(student::BIRTH_DATE, self.id, &self.birth_date_sealed).ok()
    }
}

#[derive(Default)]
pub(super) struct Snapshot {
    /// Those that are open.
    pub(super) schools: HashSet<String>,
    pub(super) classes: BTreeMap<Uuid, class::Model>,
    pub(super) students: Vec<Known>,
    /// By ID, wherever they are.
    pub(super) by_index: HashMap<Vec<u8>, usize>,
    /// By school and student number: those who are there now.
    pub(super) by_number: HashMap<(String, String), usize>,
}

impl Snapshot {
    /// Reads the schools that are named, and, wherever they are, the children that are named.
    pub(super) async fn load(
        connection: &impl ConnectionTrait,
        keys: &Keyring,
        roster: &Roster,
        schools: &BTreeSet<String>,
    ) -> Result<Self, DbErr> {
        let mut snapshot = Self::default();
        let open = school::Entity::find().filter(school::Column::IsClosed.eq(false));
        let codes = open.select_only().column(school::Column::Code).into_tuple();
        snapshot.schools = codes.all(connection).await?.into_iter().collect();
        let of_schools = class::Column::SchoolCode.is_in(schools);
        for class in class::Entity::find().filter(of_schools).all(connection).await? {
            snapshot.classes.insert(class.id, class);
        }
        for school in schools {
            snapshot.add(select(student::Column::SchoolCode.eq(school)).all(connection).await?);
        }
        let named = roster.students.iter().map(|student| keys.national_id_index(&student.national_id));
        let elsewhere: BTreeSet<Vec<u8>> = named.filter(|index| !snapshot.by_index.contains_key(index)).collect();
        let elsewhere: Vec<Vec<u8>> = elsewhere.into_iter().collect();
        for some in elsewhere.chunks(CHUNK) {
            let found = select(student::Column::NationalIdIndex.is_in(some.iter().cloned())).all(connection).await?;
            snapshot.add(found);
        }
        Ok(snapshot)
    }

    fn add(&mut self, students: Vec<Known>) {
        for student in students {
            let index = self.students.len();
            self.by_index.insert(student.national_id_index.clone(), index);
            if student.left_at.is_none() {
                self.by_number.insert((student.school_code.clone(), student.student_number.clone()), index);
            }
            self.students.push(student);
        }
    }

    /// Of everything that a plan depends on.
    pub(super) fn fingerprint(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        for class in self.classes.values() {
            hash.update(format!("{class:?}"));
        }
        let mut students: Vec<&Known> = self.students.iter().collect();
        students.sort_unstable_by_key(|student| student.id);
        for student in students {
            let Known { id, class_id, school_code, student_number, seat_number, name, .. } = student;
            let (places, left_at) = (student.guardian_places, student.left_at.map(|at| at.unix_timestamp()));
            hash.update(format!(
                "{id}{class_id}{school_code}/{student_number}/{seat_number}/{name}/{places}{left_at:?}"
            ));
            hash.update(&student.national_id_index);
            hash.update(&student.birth_date_sealed);
        }
        hash.finalize().to_vec()
    }
}

fn select(which: impl sea_orm::sea_query::IntoCondition) -> sea_orm::Selector<sea_orm::SelectModel<Known>> {
    use student::Column as C;
    student::Entity::find()
        .filter(which)
        .order_by_asc(C::Id)
        .select_only()
        .columns([C::Id, C::ClassId, C::SchoolCode, C::StudentNumber, C::SeatNumber, C::Name])
        .columns([C::NationalIdIndex, C::BirthDateSealed, C::GuardianPlaces, C::LeftAt])
        .into_model()
}

/// Live bindings of these children; those of a protected child are nobody's to count.
pub(super) async fn count_bindings(connection: &impl ConnectionTrait, students: &[Uuid]) -> Result<u32, DbErr> {
    use sea_orm::PaginatorTrait;
    let mut count = 0;
    for some in students.chunks(CHUNK) {
        let live = binding::Entity::find()
            .filter(binding::Column::StudentId.is_in(some.iter().copied()))
            .filter(binding::Column::StudentId.not_in_subquery(sealed_students()))
            .filter(binding::Column::EndedAt.is_null());
        count += live.count(connection).await? as u32;
    }
    Ok(count)
}
