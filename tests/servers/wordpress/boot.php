<?php
// Loads WordPress for a script on the command line.
define('ABSPATH', getenv('WORDPRESS_ROOT') . '/');
$host = parse_url(getenv('WORDPRESS_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('WORDPRESS_URL'), PHP_URL_PORT);
$_SERVER += ['HTTP_HOST' => $host, 'SERVER_NAME' => '127.0.0.1', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
$_SERVER += ['REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET'];
require '/usr/share/wordpress/wp-load.php';
