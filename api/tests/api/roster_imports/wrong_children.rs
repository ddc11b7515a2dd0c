//! Columns that were sorted or shifted apart, and mistyped rows: nobody is bound to somebody else's child.

use super::*;

/// Whose bindings there are, by student number.
async fn bound_children(city: &City) -> Vec<String> {
    let of_binding = "SELECT s.student_number FROM bindings b JOIN students s ON s.id = b.student_id ORDER BY 1";
    city.query(of_binding).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Row i gets what row i + 1 has, the last what the first has: as when a cell was deleted upwards.
fn shifted(mut rows: Vec<Pupil>, shift: impl Fn(&mut Pupil, &Pupil)) -> Vec<Pupil> {
    let right = rows.clone();
    for (index, row) in rows.iter_mut().enumerate() {
        shift(row, &right[(index + 1) % right.len()]);
    }
    rows
}

/// Every row that isn't as it was is named with that column, and nothing changes.
async fn all_are_refused(city: &City, registrar: &Client, rows: &[Pupil], column: &str) {
    let before = bound_children(city).await;
    let import = checked(city, registrar, NEIHU, CSV, csv(rows)).await;
    assert_eq!((import.status, import.changes), (Status::Refused, None));
    let found = problems(registrar, import.id).await;
    let other = rows.iter().zip(pupils(NEIHU)).filter(|(row, right)| row.line() != right.line()).count();
    assert!(other > rows.len() / 2);
    let wrong = found.iter().filter(|p| p.code == Code::OtherChild && p.column.as_deref() == Some(column)).count();
    assert_eq!((wrong, found.len()), (other, other), "{found:?}");
    confirm(registrar, import.id, 0).await.problem(409, "wrong_state");
    assert_eq!(bound_children(city).await, before);
}

on_both! {
    async fn two_ids_in_each_others_rows_are_refused(city: City) {
        let registrar = registrar(&city).await;
        let mut rows = pupils(NEIHU);
        (rows[3].national_id, rows[4].national_id) = (rows[4].national_id.clone(), rows[3].national_id.clone());
        let found = wrong(&city, &registrar, CSV, csv(&rows)).await;
        assert_eq!(found, [5, 6].map(|row| (row, "身分證字號".to_owned(), Code::OtherChild)));
    }

    async fn an_id_column_that_was_sorted_alone_is_refused(city: City) {
        let registrar = registrar(&city).await;
        let mut rows = pupils(NEIHU);
        let mut ids: Vec<String> = rows.iter().map(|row| row.national_id.clone()).collect();
        ids.sort_unstable();
        rows.iter_mut().zip(ids).for_each(|(row, id)| row.national_id = id);
        all_are_refused(&city, &registrar, &rows, "身分證字號").await;
    }

    async fn ids_and_birth_dates_that_were_shifted_together_are_refused(city: City) {
        let registrar = registrar(&city).await;
        let together = |row: &mut Pupil, next: &Pupil| {
            (row.national_id, row.birth_date) = (next.national_id.clone(), next.birth_date.clone());
        };
        all_are_refused(&city, &registrar, &shifted(pupils(NEIHU), together), "身分證字號").await;
        // Also where nobody keeps a number that could tell.
        let with_new_numbers = |row: &mut Pupil, next: &Pupil| {
            together(row, next);
            row.number = format!("N{}", row.number);
        };
        all_are_refused(&city, &registrar, &shifted(pupils(NEIHU), with_new_numbers), "姓名").await;
    }

    async fn names_that_were_shifted_alone_are_refused(city: City) {
        let registrar = registrar(&city).await;
        let names = |row: &mut Pupil, next: &Pupil| row.name = next.name.clone();
        all_are_refused(&city, &registrar, &shifted(pupils(NEIHU), names), "姓名").await;
    }

    async fn a_new_name_or_a_mended_birth_date_is_a_correction(city: City) {
        let registrar = registrar(&city).await;
        let mut rows = pupils(NEIHU);
        rows[0].name = "楊新名".into();
        rows[1].birth_date = "2015-01-01".into();
        (rows[2].name, rows[3].name) = ("歐陽新名".into(), "司馬新名".into());
        assert_eq!(imported(&city, &registrar, NEIHU, &rows).await, changes(|c| (c.changed, c.unchanged) = (4, 105)));
        // Both at once: it may be somebody else.
        rows[0].name = "李他人".into();
        rows[0].birth_date = "2015-01-01".into();
        let found = wrong(&city, &registrar, CSV, csv(&rows)).await;
        assert_eq!(found, [(2, "身分證字號".into(), Code::OtherChild)]);
    }
}
