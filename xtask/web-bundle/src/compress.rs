//! `.br` and `.gz` beside every file, so that no request has to wait for a compressor.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::assets::Files;

/// Compresses all files as far as it goes, on all cores.
pub(crate) fn all(folder: &Path, files: &Files) -> Result<()> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut largest_first: Vec<_> = files.iter().collect();
    largest_first.sort_by_key(|(_, content)| content.len());
    let queue = Mutex::new(largest_first);
    let next = || queue.lock().ok().and_then(|mut queue| queue.pop());
    thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    while let Some((name, content)) = next() {
                        fs::write(folder.join(format!("{name}.br")), brotli(content)?)?;
                        fs::write(folder.join(format!("{name}.gz")), gzip(content)?)?;
                    }
                    Ok(())
                })
            })
            .collect();
        running.into_iter().try_for_each(|worker| match worker.join() {
            Ok(result) => result,
            Err(_) => anyhow::bail!("a compressor panicked"),
        })
    })
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters =
        BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..BrotliEncoderParams::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut packed, &parameters).context("brotli")?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    // No time stamp: the same content gives the same bytes.
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn every_file_gets_both_forms_and_they_unpack_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let content = "學生 student ".repeat(500).into_bytes();
        all(folder.path(), &Files::from([("a.json".to_owned(), content.clone()), ("b.js".to_owned(), vec![])]))
            .unwrap();

        let packed = fs::read(folder.path().join("a.json.br")).unwrap();
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, content);

        let packed = fs::read(folder.path().join("a.json.gz")).unwrap();
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, content);
        assert!(folder.path().join("b.js.br").exists() && folder.path().join("b.js.gz").exists());
    }
}
