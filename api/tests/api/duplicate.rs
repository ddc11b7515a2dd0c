//! 一人兩筆: who may be known twice, and what the bureau makes of it.

use crate::support::*;
use kinbind_api::features::{binding::signing, personal_data};
use serde_json::{Value, json};
use shared_types::{
    Page, account::DeletionRequest, application::BindingApplication, duplicate::DuplicatePerson,
    personal_data::DataCopy, taiwan_time,
};
use uuid::Uuid;

/// 王大明 with another number: his old 居留證, say.
const DAMING_AGAIN: Parent = Parent { national_id: LI_GUOHUA.national_id, mobile: LI_GUOHUA.mobile, ..WANG_DAMING };

async fn listed(officer: &Client, kind: &str) -> Vec<DuplicatePerson> {
    let page: Page<DuplicatePerson> = officer.get(&format!("duplicate-persons?kind={kind}")).await.expect(200).json();
    assert_eq!(page.total, page.items.len() as u64);
    page.items
}

fn keep(kept: Uuid, closed: Uuid) -> Value {
    json!({ "outcome": "keep_one", "kept_account_id": kept, "closed_account_id": closed })
}

fn correct(account: Uuid, national_id: &str) -> Value {
    json!({ "outcome": "correct_id", "account_id": account, "national_id": national_id })
}

fn right(account: Uuid, student: Uuid) -> Value {
    json!({ "outcome": "both_right", "account_id": account, "student_id": student })
}

async fn resolve(officer: &Client, body: Value) -> Answer {
    officer.post("duplicate-persons/resolutions", body).await
}

async fn children(client: &Client) -> Vec<String> {
    let bindings = client.get("bindings").await.expect(200).value();
    let names = bindings["items"].as_array().unwrap().iter();
    names.map(|binding| binding["student"]["name"].as_str().unwrap().to_owned()).collect()
}

/// (id, applicant) of the own applications, the newest first.
async fn applications(client: &Client) -> Vec<(Uuid, String)> {
    let own = client.get("binding-applications").await.expect(200).value();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let own = own["items"].as_array().unwrap().iter();
    own.map(|one| (text(&one["id"]).parse().unwrap(), text(&one["applicant"]["name"]))).collect()
}

/// 王大明 has two accounts, each with a child; the first one signed in, and the officer.
async fn twice(city: &City) -> (Client, Client, Uuid, Uuid) {
    let lin = city.teacher("lin").await;
    city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
    let first = city.settled(&WANG_DAMING).await;
    city.advance(time::Duration::minutes(2));
    city.bound(&DAMING_AGAIN, &[YONGQING], &lin).await;
    let officer = city.officer().await;
    let shown = listed(&officer, "same_contact").await.remove(0);
    assert_eq!(shown.accounts.iter().map(|account| account.children).collect::<Vec<_>>(), [1, 1]);
    (first, officer, shown.accounts[0].id, shown.accounts[1].id)
}

on_both! {
    async fn of_two_accounts_one_stays_with_what_both_had(city: City) {
        let (first, officer, kept, closed) = twice(&city).await;
        let second = city.signed_in(DAMING_AGAIN.mobile, DAMING_AGAIN.initial_password()).await;
        resolve(&officer, keep(kept, closed)).await.expect(204);
        assert_eq!(children(&first).await, ["王小明", "李詠晴"]);
        second.get("sessions/current").await.problem(401, "not_signed_in");
        let again = json!({ "login": DAMING_AGAIN.mobile, "password": DAMING_AGAIN.initial_password() });
        city.client().post("sessions", again).await.problem(401, "wrong_credentials");
        let own = first.get("binding-applications").await.expect(200).value();
        assert_eq!(own["items"].as_array().unwrap().len(), 2);
        let consents = first.get("consent-records").await.expect(200).value();
        assert_eq!(consents["items"].as_array().unwrap().len(), 2);
        assert_eq!(listed(&officer, "same_contact").await, []);
        resolve(&officer, keep(kept, closed)).await.problem(404, "not_found");
        let closed_events = "SELECT COUNT(*) FROM audit_events WHERE action IN ('account_closed', 'account_kept')";
        assert_eq!(city.count(closed_events).await, 2);
        // What came of the other number is the person's own to give up.
        let binding = first.get("bindings").await.value()["items"][1]["id"].as_str().unwrap().to_owned();
        first.delete(&format!("bindings/{binding}")).await.expect(204);
        assert_eq!(children(&first).await, ["王小明"]);
    }

    async fn a_child_that_both_have_is_bound_once(city: City) {
        let (first, officer, kept, closed) = twice(&city).await;
        city.advance(time::Duration::minutes(2));
        city.bound(&DAMING_AGAIN, &[XIAOMING], &city.teacher("lin").await).await;
        resolve(&officer, keep(kept, closed)).await.expect(204);
        assert_eq!(children(&first).await, ["王小明", "李詠晴"]);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL").await, 2);
    }

    async fn what_is_under_way_is_decided_first(city: City) {
        let (_, officer, kept, closed) = twice(&city).await;
        city.advance(time::Duration::minutes(2));
        let parent = city.applicant(DAMING_AGAIN.email).await;
        let sent = parent.apply(&DAMING_AGAIN, &[YOUCHEN]).await.remove(0);
        resolve(&officer, keep(kept, closed)).await.problem(409, "wrong_state");
        resolve(&officer, correct(closed, LIN_MEIHUI.national_id)).await.problem(409, "wrong_state");
        parent.post_nothing(&format!("binding-applications/{}/cancellations", sent.id)).await.expect(200);
        // Under the right number too.
        city.applicant(LIN_MEIHUI.email).await.apply(&LIN_MEIHUI, &[YOUCHEN]).await;
        resolve(&officer, correct(closed, LIN_MEIHUI.national_id)).await.problem(409, "wrong_state");
        resolve(&officer, keep(kept, closed)).await.expect(204);
    }

    async fn strangers_and_staff_are_not_made_one(city: City) {
        let (_, officer, kept, _) = twice(&city).await;
        let account = |name: &'static str| {
            let city = city.clone();
            async move {
                let teacher = city.teacher(name).await;
                teacher.get("accounts/me").await.value()["id"].as_str().unwrap().parse::<Uuid>().unwrap()
            }
        };
        let (lin, lai) = (account("lin").await, account("lai").await);
        resolve(&officer, keep(kept, lin)).await.problem(409, "wrong_state");
        resolve(&officer, keep(kept, lai)).await.problem(403, "not_allowed");
        resolve(&officer, correct(lai, WANG_DAMING.national_id)).await.problem(403, "not_allowed");
        resolve(&officer, keep(kept, city.state.new_id())).await.problem(404, "not_found");
        let lin = city.teacher("lin").await;
        resolve(&lin, keep(kept, lai)).await.problem(403, "not_allowed");
        lin.get("duplicate-persons?kind=same_contact").await.problem(403, "not_allowed");
        officer.get("duplicate-persons").await.problem(400, "malformed_parameter");
    }

    async fn who_will_have_a_class_or_a_role_is_not_closed(city: City) {
        let (_, officer, kept, closed) = twice(&city).await;
        let day = |from_today| taiwan_time::day(city.state.now() + time::Duration::days(from_today)).to_string();
        let (from, until) = (day(3), day(5));
        let registrar = city.with_role("chang", "registrar", Some("403601")).await;
        let class = city.teacher("lin").await.class().await.id;
        let substitute = json!({
            "person": DAMING_AGAIN.national_id, "class_id": class, "is_substitute": true, "from": from, "until": until,
        });
        let assignments = "schools/403601/homeroom-assignments";
        let given = registrar.post(assignments, substitute).await.expect(201).value();
        resolve(&officer, keep(kept, closed)).await.problem(409, "wrong_state");
        registrar.delete(&format!("{assignments}/{}", given["id"].as_str().unwrap())).await.expect(204);
        let role = json!({ "person": DAMING_AGAIN.national_id, "role": "auditor", "from": from });
        let granted = officer.post("staff-roles", role).await.expect(201).value();
        resolve(&officer, keep(kept, closed)).await.problem(409, "wrong_state");
        officer.delete(&format!("staff-roles/{}", granted["id"].as_str().unwrap())).await.expect(204);
        resolve(&officer, keep(kept, closed)).await.expect(204);
    }

    async fn a_wrong_number_is_corrected_once(city: City) {
        let (first, officer, kept, other) = twice(&city).await;
        let taken = correct(kept, DAMING_AGAIN.national_id);
        resolve(&officer, taken).await.problem(409, "wrong_state");
        let wrong = resolve(&officer, correct(other, "A123456788")).await;
        wrong.problem(422, "invalid_fields").fields(&[("/national_id", "checksum")]);
        for _ in 0..2 {
            resolve(&officer, correct(kept, LIN_MEIHUI.national_id)).await.expect(204);
        }
        assert_eq!(first.get("accounts/me").await.value()["national_id_masked"], "A23****040");
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account_id_corrected'").await, 1);
        assert_eq!(children(&first).await, ["王小明"]);
    }

    async fn whose_number_it_was_applies_and_finds_nothing_of_whom_it_was_corrected(city: City) {
        let lin = city.teacher("lin").await;
        let with_hers = Parent { national_id: LIN_MEIHUI.national_id, ..WANG_DAMING };
        let applicant = city.applicant(WANG_DAMING.email).await;
        let cancelled = applicant.apply(&with_hers, &[YONGQING]).await.remove(0);
        applicant.post_nothing(&format!("binding-applications/{}/cancellations", cancelled.id)).await.expect(200);
        let bound = applicant.apply(&with_hers, &[XIAOMING]).await;
        lin.approve(&bound).await;
        city.work_outbox().await;
        let father = city.settled(&with_hers).await;
        let account = father.get("accounts/me").await.value()["id"].as_str().unwrap().parse().unwrap();
        resolve(&city.officer().await, correct(account, WANG_DAMING.national_id)).await.expect(204);

        let sent = city.applicant(LIN_MEIHUI.email).await.apply(&LIN_MEIHUI, &[XIAOMING]).await;
        lin.approve(&sent).await;
        city.work_outbox().await;
        let mother = city.settled(&LIN_MEIHUI).await;
        assert_eq!((children(&mother).await, children(&father).await), (vec!["王小明".into()], vec!["王小明".into()]));
        assert_eq!(applications(&mother).await, [(sent[0].id, "林美惠".into())]);
        let his = [(bound[0].id, "王大明".to_owned()), (cancelled.id, "王大明".into())];
        assert_eq!(applications(&father).await, his);
        let password = json!({ "current_password": NEW_PASSWORD });
        let copy: DataCopy = mother.post("accounts/me/data-copies", &password).await.expect(201).json();
        let copy = mother.get(&copy.address).await.expect(200).text();
        assert!(copy.contains(LIN_MEIHUI.email) && !copy.contains(WANG_DAMING.email), "{copy}");
        // What was signed is still known to be what was signed, under the number of then.
        assert_eq!(signing::check_all(&city.state).await.unwrap(), (3, vec![]));
        city.sql("UPDATE binding_applications SET signed_id_sealed = NULL").await;
        assert_eq!(signing::check_all(&city.state).await.unwrap().1.len(), 2);
        let request: DeletionRequest = mother.post("accounts/me/deletion-requests", &password).await.expect(201).json();
        personal_data::carry_out(&city.state, request.id).await.unwrap();
        assert_eq!(applications(&father).await, his, "hers is gone alone");
    }

    async fn whose_number_was_given_up_with_an_account_applies_and_finds_nothing_of_it(city: City) {
        let (first, officer, kept, closed) = twice(&city).await;
        resolve(&officer, keep(kept, closed)).await.expect(204);
        let sent = city.applicant(LI_GUOHUA.email).await.apply(&LI_GUOHUA, &[YONGQING]).await;
        city.teacher("lin").await.approve(&sent).await;
        city.work_outbox().await;
        let owner = city.settled(&LI_GUOHUA).await;
        assert_eq!(applications(&owner).await, [(sent[0].id, "李國華".into())]);
        let names: Vec<_> = applications(&first).await.into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["王大明", "王大明"], "in full: they are the person's own");
        assert_eq!(signing::check_all(&city.state).await.unwrap(), (3, vec![]));
    }

    async fn one_number_of_a_parent_and_of_a_student(city: City) {
        let officer = city.officer().await;
        for kind in ["same_contact", "parent_and_student"] {
            assert_eq!(listed(&officer, kind).await, [], "{kind}");
        }
        let of = |number: &str| format!("(SELECT national_id_index FROM students WHERE student_number = '{number}' AND school_code = '403601')");
        city.sql(&format!("UPDATE accounts SET national_id_index = {} WHERE email = 'father01@example.com'", of("1110103"))).await;
        let both = listed(&officer, "parent_and_student").await;
        assert_eq!((both.len(), both[0].accounts.len(), both[0].students[0].name.as_str()), (1, 1, "王小明"));
        // A grown student who is a parent: both stay, and are listed no more.
        let (account, student) = (both[0].accounts[0].id, both[0].students[0].id);
        resolve(&officer, right(account, city.state.new_id())).await.problem(404, "not_found");
        for _ in 0..2 {
            resolve(&officer, right(account, student)).await.expect(204);
        }
        assert_eq!(listed(&officer, "parent_and_student").await, []);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account_found_right'").await, 1);
        // Another pair is another question.
        city.sql(&format!("UPDATE accounts SET national_id_index = {} WHERE email = 'father02@example.com'", of("1110104"))).await;
        assert_eq!(listed(&officer, "parent_and_student").await.len(), 1);
    }

    async fn a_parent_who_typed_the_childs_number_gets_the_right_one(city: City) {
        let officer = city.officer().await;
        city.sql(
            "UPDATE accounts SET national_id_index = (SELECT national_id_index FROM students WHERE student_number = '1110103'
             AND school_code = '403601') WHERE email = 'father01@example.com'",
        )
        .await;
        let account = listed(&officer, "parent_and_student").await[0].accounts[0].id;
        resolve(&officer, correct(account, WANG_DAMING.national_id)).await.expect(204);
        assert_eq!(listed(&officer, "parent_and_student").await, []);
        resolve(&officer, right(account, city.state.new_id())).await.problem(404, "not_found");
    }

    async fn what_the_closed_account_objected_to_is_the_others(city: City) {
        let (first, officer, kept, closed) = twice(&city).await;
        city.advance(time::Duration::minutes(2));
        let mother = city.applicant(LIN_MEIHUI.email).await;
        let of_both = mother.apply(&LIN_MEIHUI, &[XIAOMING, YONGQING]).await;
        city.bound(&DAMING_AGAIN, &[XIAOMING], &city.teacher("lin").await).await;
        // Who was bound before an application is told of it; with both fathers bound there was no place for one.
        city.sql("UPDATE bindings SET bound_at = 0").await;
        let second = city.signed_in(DAMING_AGAIN.mobile, DAMING_AGAIN.initial_password()).await;
        second.put("accounts/me/password", json!({ "new_password": NEW_PASSWORD })).await.expect(200);
        let objects = |client: &Client, sent: &BindingApplication| {
            let submitted_at = json!(sent)["submitted_at"].clone();
            let body =
                json!({ "application_id": sent.id, "submitted_at": submitted_at, "reason": "監護權由我單獨行使" });
            let client = client.clone();
            async move { client.post("binding-objections", body).await.expect(201).value()["id"].clone() }
        };
        let own = objects(&first, &of_both[0]).await;
        objects(&second, &of_both[0]).await;
        let moved = objects(&second, &of_both[1]).await;
        resolve(&officer, keep(kept, closed)).await.expect(204);
        let raised = first.get("binding-objections").await.expect(200).value();
        let ids: Vec<_> = raised["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert_eq!(ids, [moved, own]);
    }

    async fn made_one_in_both_directions_at_once_one_stays(city: City) {
        let (_, officer, one, other) = twice(&city).await;
        let tries = (0..6).map(|turn: usize| {
            let officer = officer.clone();
            let body = if turn.is_multiple_of(2) { keep(one, other) } else { keep(other, one) };
            async move { resolve(&officer, body).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 204 | 404)), "{statuses:?}");
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL AND ended_at IS NULL").await, 2);
    }
}
