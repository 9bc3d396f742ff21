<?php
// Fills the site from JSON on standard input and prints {name: id} of what it made.
// {"users": [{name, login, shown}], "posts": [{name, title, slug, text, date, comments: [
//   {name, parent, author, user, text, date, state}]}]}; a parent or user is a name from above, a date is local.
require __DIR__ . '/boot.php';
flush_rewrite_rules(false);
array_map(fn ($post) => wp_delete_post($post->ID, true), get_posts(['numberposts' => -1, 'post_type' => ['post', 'page']]));
$seed = json_decode(stream_get_contents(STDIN), true, 64, JSON_THROW_ON_ERROR);
$ids = [];
foreach ($seed['users'] as $user) {
    $ids[$user['name']] = wp_insert_user([
        'user_login' => $user['login'],
        'user_pass' => 'password',
        'display_name' => $user['shown'],
        'user_email' => $user['login'] . '@example.test',
        'role' => 'editor',
    ]);
}
foreach ($seed['posts'] as $post) {
    $post_id = $ids[$post['name']] = wp_insert_post([
        'post_title' => $post['title'],
        'post_name' => $post['slug'],
        'post_content' => $post['text'],
        'post_date' => $post['date'],
        'post_status' => 'publish',
        'post_author' => 1,
    ]);
    foreach ($post['comments'] as $comment) {
        $ids[$comment['name']] = wp_insert_comment([
            'comment_post_ID' => $post_id,
            'comment_parent' => $comment['parent'] ? $ids[$comment['parent']] : 0,
            'comment_author' => $comment['author'],
            'comment_author_email' => md5($comment['author']) . '@example.test',
            'comment_content' => $comment['text'],
            'comment_date' => $comment['date'],
            'comment_date_gmt' => get_gmt_from_date($comment['date']),
            'user_id' => $comment['user'] ? $ids[$comment['user']] : 0,
            'comment_approved' => $comment['state'],
        ]);
    }
}
echo json_encode($ids);
