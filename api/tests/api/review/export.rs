//! The grid as a CSV file.

use crate::support::*;

on_both! {
    async fn the_file_holds_what_matches_and_no_formula(city: City) {
        let evil = Parent { name: "=HYPERLINK(1)", ..LIN_MEIHUI };
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, YOUCHEN]).await;
        city.applicant(evil.email).await.apply(&evil, &[XIAOMING]).await;
        let lin = city.teacher("lin").await;
        let class = lin.class().await.id;
        let file = lin.get(&format!("classes/{class}/binding-applications.csv?seat_number=3&page_size=1")).await.expect(200);
        assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
        let name = file.header("content-disposition").unwrap();
        assert!(name.starts_with("attachment; filename=\"kinbind.csv\"") && name.contains("UTF-8''"), "{name}");
        let text = file.text();
        assert!(text.starts_with("\u{feff}學號,座號,學生,關係,申請人,身分證,MAIL,提出時間,審核結果,審核時間,單一身分驗證帳號\r\n"), "{text}");
        assert_eq!(text.lines().count(), 3, "both of seat 3, whatever the page: {text}");
        assert!(text.contains("1110103,3,王小明,父親,王大明,A12****789,daming@example.com,115/"), "{text}");
        assert!(text.contains(",'=HYPERLINK(1),") && !text.contains(WANG_DAMING.national_id), "{text}");
        let noted = "SELECT COUNT(*) FROM audit_events WHERE action = 'applications_exported' AND school_code = '403601'";
        assert_eq!(city.count(noted).await, 1);
        city.teacher("chen").await.get(&format!("classes/{class}/binding-applications.csv")).await.problem(404, "not_found");
        lin.get(&format!("classes/{class}/binding-applications.csv?page=0")).await.problem(400, "malformed_parameter");
        assert_eq!(city.count(noted).await, 1);
    }
}
