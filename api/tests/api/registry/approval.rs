//! By policy, what the registry confirms of a father or mother is approved at once; never anything else.

use super::*;

async fn approving(city: &City) -> (City, Simulator) {
    let (simulator, url) = simulator(None);
    let replica = city.replica(|config| {
        config.registry.registry_url = Some(url);
        config.registry.registry_approves = true;
        config.review.undo_minutes = 10;
    });
    (replica.await, simulator)
}

async fn bindings(city: &City) -> i64 {
    city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await
}

on_both! {
    async fn a_father_and_his_children_are_bound_without_a_teacher(city: City) {
        let (city, _simulator) = approving(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        city.work_outbox().await;
        assert_eq!(parent.application(sent[0].id).await.status, ApplicationStatus::Approved);
        assert_eq!(bindings(&city).await, 0, "accounts wait as after any approval");
        city.advance(time::Duration::minutes(10));
        city.work_outbox().await;
        assert_eq!(bindings(&city).await, 2);
        let one = parent.application(sent[0].id).await;
        assert_eq!(one.status, ApplicationStatus::Approved);
        assert_eq!(kinds(&one), [Kind::Sent, Kind::RegistryAsked, Kind::Approved, Kind::Bound]);
        assert!(city.smtp.last_to(WANG_DAMING.email).text.contains("王大明"));
        let lin = city.teacher("lin").await;
        let decided = lin.grid("state=decided").await.items.remove(0);
        assert_eq!(decided.registry.unwrap().outcome, RegistryOutcome::Confirmed);
        assert_eq!(decided.undo, None, "it isn't the teacher's to take back");
        assert_eq!(lin.class().await.census.bound, 7);
    }

    async fn nothing_but_three_matches_is_approved(city: City) {
        let (city, _simulator) = approving(&city).await;
        let chi = Parent { name: "𠮷永安", national_id: "F141644479", ..WANG_DAMING };
        for (parent, child) in [(chi, YOUCHEN), (LIN_MEIHUI, XIAOMING), (LI_GUOHUA, XIAOMING)] {
            let sent = city.applicant(parent.email).await.apply(&parent, &[child]).await;
            assert_eq!(sent.len(), 1);
        }
        city.work_outbox().await;
        assert_eq!(bindings(&city).await, 0);
        assert_eq!(city.teacher("lin").await.grid("state=pending").await.items.len(), 3);
    }

    async fn an_outage_approves_nobody(city: City) {
        let (city, simulator) = approving(&city).await;
        for mood in [Mood { errors: 100, ..Mood::default() }, Mood { garbage: 100, ..Mood::default() }] {
            simulator.set(mood);
            let parent = city.applicant(WANG_DAMING.email).await;
            let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
            outage::wait_for_the_end(&city).await;
            assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::InReview, "{mood:?}");
            assert_eq!(said(&city.teacher("lin").await).await.0, RegistryOutcome::NoAnswer, "{mood:?}");
            cancel(&parent, &sent).await;
        }
        assert_eq!(bindings(&city).await, 0);
    }

    async fn a_child_whose_places_are_taken_goes_to_the_teacher(city: City) {
        let (city, _simulator) = approving(&city).await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        // Meanwhile two others were bound.
        let others = "INSERT INTO bindings (id, student_id, account_id, application_id, relationship, bound_at, ended_at) \
            SELECT id, (SELECT student_id FROM binding_applications), id, NULL, 'mother', 1, NULL FROM accounts LIMIT 2";
        city.sql(others).await;
        city.work_outbox().await;
        let pending = city.teacher("lin").await.grid("state=pending").await.items;
        assert_eq!((pending[0].id, pending[0].registry.as_ref().unwrap().outcome), (sent.id, RegistryOutcome::Confirmed));
    }

    async fn guardians_who_are_confirmed_still_bring_their_papers(city: City) {
        let grandmother = "guardian_national_id,guardian_name,child_national_id,child_name,relationship\n\
            A239234040,林美惠,A105860338,王小明,maternal_grandmother\n";
        let file = city.home.folder.path().join("households.csv");
        std::fs::write(&file, grandmother).unwrap();
        let simulator = Simulator::load(&file, None, Mood::default()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(simulator.serve(listener).unwrap());
        let city = city.replica(|config| {
            config.registry.registry_url = Some(url);
            config.registry.registry_approves = true;
        });
        let city = city.await;
        let applicant = city.applicant(LIN_MEIHUI.email).await;
        let mut form = applicant.form(&LIN_MEIHUI, &[XIAOMING]).await;
        form["students"][0]["relationship"] = json!("maternal_grandmother");
        applicant.post("binding-applications", form).await.expect(201);
        city.work_outbox().await;
        assert_eq!(said(&city.teacher("lin").await).await, (RegistryOutcome::Confirmed, vec![]));
    }

    async fn eight_workers_pass_it_on_once(city: City) {
        let (city, _simulator) = approving(&city).await;
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        // As when a lease ends while its worker still waits.
        city.sql("UPDATE outbox_jobs SET run_at = 9000000000000 WHERE kind <> 'ask_registry'").await;
        let check = city.query("SELECT id FROM registry_checks").await[0].try_get_by_index(0).unwrap();
        let tries = (0..8).map(|_| {
            let state = city.state.clone();
            async move { kinbind_api::features::registry::run(&state, check).await.is_ok() }
        });
        assert_eq!(all_at_once(tries).await, [true; 8]);
        assert_eq!(city.count("SELECT COUNT(*) FROM review_decisions").await, 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE kind = 'open_account'").await, 1);
    }
}
