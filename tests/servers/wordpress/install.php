<?php
// Installs the site: Russian, Moscow time, threaded comments five to a page, readable addresses.
define('WP_INSTALLING', true);
require __DIR__ . '/boot.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Отзывы о провайдерах', 'admin', 'admin@example.test', true, '', 'password', 'ru_RU');
$options = [
    'timezone_string' => 'Europe/Moscow',
    'thread_comments' => 1,
    'thread_comments_depth' => 5,
    'page_comments' => 1,
    'comments_per_page' => 5,
    'comment_order' => 'asc',
    'default_comments_page' => 'oldest',
    'posts_per_page' => 4,
    'permalink_structure' => '/%year%/%monthnum%/%postname%/',
];
foreach ($options as $name => $value) {
    update_option($name, $value);
}
