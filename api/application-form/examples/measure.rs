use kinbind_application_form::*;
use shared_types::{language::Language, relationship::Relationship, signature::Signature};
use std::time::Instant;
use time::macros::datetime;

fn rss() -> String {
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    s.lines().find(|l| l.starts_with("VmRSS")).unwrap().to_owned()
}
fn form(language: Language, name: &str, n: usize) -> ApplicationForm {
    ApplicationForm {
        language,
        reference: "115-7K3Q9XWD".into(),
        children: (0..n)
            .map(|_| Child {
                name_masked: "王○明".into(),
                school_name: "市立內湖國小".into(),
                class_name: "五年一班".into(),
                relationship: Relationship::Father,
                relationship_note: None,
            })
            .collect(),
        applicant: Applicant {
            name: name.into(),
            national_id_masked: "A12****789".into(),
            email: "daming@example.com".into(),
            mobile: "0912345678".into(),
        },
        consent: Consent {
            title: "臺北市親師生學習整合平臺（臺北酷課雲）親子關係綁定　個人資料蒐集、處理及利用同意書".into(),
            version: 1,
            answered_at: datetime!(2026-11-21 12:01 UTC),
            text_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        },
        signature: Signature::Drawn {
            width: 1000,
            height: 300,
            strokes: vec![(0..200).map(|x: u16| [100 + x * 4, 150 + x * 37 % 60]).collect()],
        },
        signed_at: datetime!(2026-11-21 12:03 UTC),
        progress_url: "https://kinbind.example/progress".into(),
    }
}
fn main() {
    println!("start {}", rss());
    let r = FormRenderer::open(None, vec!["/usr/share/fonts".into()]).unwrap();
    let t = Instant::now();
    r.font_report();
    println!("fonts found in {:?}, {}", t.elapsed(), rss());
    let longest = Signature::Drawn {
        width: 4096,
        height: 4096,
        strokes: (0..98).map(|s: u16| (0..80).map(|i: u16| [i * 51, s * 40 + i * 37 % 90]).collect()).collect(),
    };
    for (what, f) in [
        ("zh", form(Language::TraditionalChinese, "王大明", 2)),
        ("en", form(Language::English, "王大明", 2)),
        ("vi", form(Language::Vietnamese, "Nguyễn Thị Minh", 2)),
        ("id", form(Language::Indonesian, "Siti Nurhaliza", 2)),
        ("rareB", form(Language::TraditionalChinese, "𠮷大明", 2)),
        ("rareBEG", form(Language::TraditionalChinese, "林𬀩𠮷𰀀", 2)),
        ("twelve", form(Language::TraditionalChinese, "王大明", 12)),
        ("longest", ApplicationForm { signature: longest, ..form(Language::TraditionalChinese, "王大明", 2) }),
        ("zh again", form(Language::TraditionalChinese, "王大明", 2)),
    ] {
        let mut times = vec![];
        let mut bytes = 0;
        for _ in 0..11 {
            let t = Instant::now();
            let p = r.render(&f).unwrap();
            assert!(p.inaccessible.is_none() && p.missing.is_empty());
            times.push(t.elapsed());
            bytes = p.pdf.len();
            std::fs::write(format!("/tmp/pdfP/m-{what}.pdf"), p.pdf).unwrap();
        }
        let first = times[0];
        times.sort();
        println!("{what}: first {first:?} median {:?} bytes {bytes} {}", times[5], rss());
    }
}
