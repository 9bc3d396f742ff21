SELECT count(*) AS new_annotations FROM batch;
