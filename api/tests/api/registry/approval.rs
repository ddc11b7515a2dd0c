//! By policy, what the registry confirms of somebody who was let in before is approved at once; never anything else.

use super::*;

/// The bureau's decision about it.
async fn decide(city: &City, version: u32, approves: bool) {
    let decision = json!({ "version": version, "registry_approves": approves, "initial_password_from_id": true });
    city.officer().await.put("policies", decision).await.expect(200);
}

/// The policy, and 王大明, whom a teacher has bound to 王小明.
async fn approving(city: &City, undo_minutes: u16) -> (City, Simulator, Applicant) {
    let parent = city.applicant(WANG_DAMING.email).await;
    city.teacher("lin").await.approve(&parent.apply(&WANG_DAMING, &[XIAOMING]).await).await;
    city.work_outbox().await;
    let (simulator, url) = simulator(None);
    decide(city, 0, true).await;
    let replica = city.replica(|config| {
        config.registry.registry_url = Some(url);
        config.review.undo_minutes = undo_minutes;
    });
    let city = replica.await;
    city.advance(Duration::minutes(2));
    let parent = city.applicant(WANG_DAMING.email).await;
    (city, simulator, parent)
}

async fn bindings(city: &City) -> i64 {
    city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await
}

async fn status(parent: &Applicant, sent: &BindingApplication) -> ApplicationStatus {
    parent.application(sent.id).await.status
}

on_both! {
    async fn a_father_whom_a_teacher_has_let_in_is_bound_to_the_next_child_at_once(city: City) {
        let (city, _simulator, parent) = approving(&city, 10).await;
        let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        city.work_outbox().await;
        assert_eq!(status(&parent, &sent).await, ApplicationStatus::Approved);
        assert_eq!(bindings(&city).await, 1, "accounts wait as after any approval");
        city.advance(Duration::minutes(10));
        city.work_outbox().await;
        assert_eq!(bindings(&city).await, 2);
        let bound = parent.application(sent.id).await;
        assert_eq!(kinds(&bound), [Kind::Sent, Kind::RegistryAsked, Kind::Approved, Kind::Bound]);
        let row = city.teacher("chang").await.grid("state=decided").await.items.remove(0);
        assert_eq!((row.registry.unwrap().outcome, row.undo), (RegistryOutcome::Confirmed, None));
    }

    async fn while_the_childs_other_guardian_objects_it_opens_nothing(city: City) {
        city.bound(&LIN_MEIHUI, &[DAEN], &city.teacher("chang").await).await;
        let mother = city.settled(&LIN_MEIHUI).await;
        let (city, _simulator, parent) = approving(&city, 10).await;
        let mother = mother.at(&city.base, &city.state.config.server.public_url);
        let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        city.work_outbox().await;
        assert_eq!(status(&parent, &sent).await, ApplicationStatus::Approved);
        let submitted_at = json!(sent)["submitted_at"].clone();
        let objection =
            json!({ "application_id": sent.id, "submitted_at": submitted_at, "reason": "監護權由我單獨行使" });
        let raised = mother.post("binding-objections", objection).await.expect(201).value()["id"].clone();
        city.advance(Duration::minutes(11));
        city.work_outbox().await;
        assert_eq!(bindings(&city).await, 2, "hers, and his of before");
        let registrar = city.with_role("huang", "registrar", Some("403503")).await;
        let settlements = format!("binding-objections/{}/settlements", raised.as_str().unwrap());
        registrar.post(&settlements, json!({ "outcome": "dismissed" })).await.expect(200);
        city.work_outbox().await;
        assert_eq!(bindings(&city).await, 3);
    }

    async fn what_is_answered_once_the_bureau_has_switched_it_off_goes_to_the_teacher(city: City) {
        let (city, _simulator, parent) = approving(&city, 0).await;
        let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        decide(&city, 1, false).await;
        city.work_outbox().await;
        assert_eq!(status(&parent, &sent).await, ApplicationStatus::InReview);
        assert_eq!(said(&city.teacher("chang").await).await, (RegistryOutcome::Confirmed, vec![]));
    }

    async fn the_teacher_takes_it_back_and_then_decides_alone(city: City) {
        let (city, _simulator, parent) = approving(&city, 10).await;
        let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        city.work_outbox().await;
        let (chang, lin) = (city.teacher("chang").await, city.teacher("lin").await);
        let made = chang.grid("state=decided").await.items[0].undo.expect("the teacher of the class may");
        let undo = json!({ "decision_ids": [made.id] });
        let not_hers = lin.post("review-decisions/undos", &undo).await.expect(200).value();
        assert_eq!(not_hers["results"][0]["problem"], "not_found");
        let taken_back = chang.post("review-decisions/undos", &undo).await.expect(200).value();
        assert_eq!(taken_back["results"][0].get("problem"), None);
        city.advance(Duration::minutes(11));
        city.work_outbox().await;
        assert_eq!((status(&parent, &sent).await, bindings(&city).await), (ApplicationStatus::InReview, 1));
        // Neither is it approved when it comes anew.
        cancel(&parent, &sent).await;
        let anew = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        city.work_outbox().await;
        assert_eq!(status(&parent, &anew).await, ApplicationStatus::InReview);
    }

    async fn what_a_teacher_returned_is_not_approved_by_a_machine(city: City) {
        let (city, simulator, parent) = approving(&city, 0).await;
        simulator.set(Mood { errors: 100, ..Mood::default() });
        let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        outage::wait_for_the_end(&city).await;
        let chang = city.teacher("chang").await;
        chang.send_back(&parent.application(sent.id).await, "監護權有爭議").await;
        simulator.set(Mood::default());
        city.advance(Duration::minutes(1));
        parent.send_again(sent.id, &WANG_DAMING, "father").await.expect(200);
        city.work_outbox().await;
        assert_eq!(status(&parent, &sent).await, ApplicationStatus::InReview);
        assert_eq!(said(&chang).await, (RegistryOutcome::Confirmed, vec![]));
    }

    async fn a_parent_whom_nobody_has_let_in_yet_goes_to_the_teacher(city: City) {
        let (city, _simulator, _) = approving(&city, 0).await;
        // Whoever knows the numbers can type them.
        let mother = Parent { email: "uncle@example.com", ..LIN_MEIHUI };
        let applicant = city.applicant(mother.email).await;
        apply_as("mother", &applicant, &mother, DAEN).await;
        city.work_outbox().await;
        assert_eq!(said(&city.teacher("chang").await).await, (RegistryOutcome::Confirmed, vec![]));
    }

    async fn nothing_but_three_matches_is_approved(city: City) {
        let (city, _simulator, parent) = approving(&city, 0).await;
        parent.apply(&WANG_DAMING, &[YONGQING, YOUCHEN, MINGAN]).await;
        // She is the mother, and says father.
        city.applicant(LIN_SHUHUI.email).await.apply(&LIN_SHUHUI, &[KEXIN]).await;
        city.work_outbox().await;
        assert_eq!(bindings(&city).await, 1);
        assert_eq!(city.teacher("lin").await.pending().await.len(), 3);
        assert_eq!(city.teacher("chang").await.pending().await.len(), 1);
    }

    async fn an_outage_approves_nobody(city: City) {
        let (city, simulator, parent) = approving(&city, 0).await;
        for mood in [Mood { errors: 100, ..Mood::default() }, Mood { garbage: 100, ..Mood::default() }] {
            simulator.set(mood);
            let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
            outage::wait_for_the_end(&city).await;
            assert_eq!(status(&parent, &sent).await, ApplicationStatus::InReview, "{mood:?}");
            assert_eq!(said(&city.teacher("chang").await).await.0, RegistryOutcome::NoAnswer, "{mood:?}");
            cancel(&parent, &sent).await;
        }
        assert_eq!(bindings(&city).await, 1);
    }

    async fn a_child_whose_places_are_taken_goes_to_the_teacher(city: City) {
        let (city, _simulator, parent) = approving(&city, 0).await;
        let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        // Meanwhile two others were bound.
        let others = "INSERT INTO bindings (id, student_id, account_id, application_id, relationship, bound_at, ended_at) \
            SELECT id, (SELECT student_id FROM binding_applications WHERE status = 'registry_checking'), id, NULL, \
            'mother', 1, NULL FROM accounts LIMIT 2";
        city.sql(others).await;
        city.work_outbox().await;
        let row = city.teacher("chang").await.pending().await.remove(0);
        assert_eq!((row.id, row.registry.unwrap().outcome), (sent.id, RegistryOutcome::Confirmed));
    }

    async fn about_a_protected_child_the_desk_decides(city: City) {
        let (city, simulator, parent) = approving(&city, 0).await;
        let desk = city.with_role("hsu", "protection_officer", None).await;
        let asked = json!({ "national_id": DAEN.national_id });
        let child = desk.post("protection-lookups", asked).await.expect(200).value()["items"][0]["student_id"].clone();
        desk.post("protective-seals", json!({ "student_id": child, "order_reference": "1" })).await.expect(201);
        let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        assert_eq!(sent.status, ApplicationStatus::RegistryChecking, "as for any child");
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 1);
        let waiting = parent.application(sent.id).await;
        assert_eq!((waiting.status, kinds(&waiting)), (ApplicationStatus::InReview, vec![Kind::Sent, Kind::RegistryAsked]));
        assert_eq!((bindings(&city).await, city.teacher("chang").await.pending().await.len()), (1, 0));
        let rows = desk.get("protection-applications").await.expect(200).value();
        assert_eq!(rows["items"][0]["application"]["registry"]["outcome"], "confirmed");
    }

    async fn a_child_between_two_schools_is_approved_by_nobody(city: City) {
        let (city, simulator, parent) = approving(&city, 0).await;
        let sent = parent.apply(&WANG_DAMING, &[DAEN]).await.remove(0);
        city.sql("UPDATE students SET left_at = 1, departure = 'transferred' WHERE id IN \
            (SELECT student_id FROM binding_applications WHERE status = 'registry_checking')").await;
        city.work_outbox().await;
        assert_eq!((simulator.asked(), bindings(&city).await), (1, 1));
        assert_eq!(status(&parent, &sent).await, ApplicationStatus::InReview);
    }

    async fn guardians_who_are_confirmed_still_bring_their_papers(city: City) {
        city.bound(&LIN_MEIHUI, &[XIAOMING], &city.teacher("lin").await).await;
        let file = city.home.folder.path().join("households.csv");
        let grandmother = "guardian_national_id,guardian_name,child_national_id,child_name,relationship\n\
            A239234040,林美惠,F130648827,王大恩,maternal_grandmother\n";
        std::fs::write(&file, grandmother).unwrap();
        let (_simulator, url) = simulator_knowing(&file, None);
        decide(&city, 0, true).await;
        let city = city.replica(|config| config.registry.registry_url = Some(url)).await;
        city.advance(Duration::minutes(2));
        let applicant = city.applicant(LIN_MEIHUI.email).await;
        apply_as("maternal_grandmother", &applicant, &LIN_MEIHUI, DAEN).await;
        city.work_outbox().await;
        assert_eq!(said(&city.teacher("chang").await).await, (RegistryOutcome::Confirmed, vec![]));
    }

    async fn eight_workers_pass_it_on_once(city: City) {
        let (city, _simulator, parent) = approving(&city, 0).await;
        parent.apply(&WANG_DAMING, &[DAEN]).await;
        // As when a lease ends while its worker still waits.
        let check = city.query("SELECT id FROM registry_checks").await[0].try_get_by_index(0).unwrap();
        let tries = (0..8).map(|_| {
            let state = city.state.clone();
            async move { kinbind_api::features::registry::run(&state, check).await.is_ok() }
        });
        assert_eq!(all_at_once(tries).await, [true; 8]);
        assert_eq!(city.count("SELECT COUNT(*) FROM review_decisions WHERE decided_by IS NULL").await, 1);
        let jobs = "SELECT COUNT(*) FROM outbox_jobs WHERE kind = 'open_account' AND status = 'pending'";
        assert_eq!(city.count(jobs).await, 1);
    }
}
